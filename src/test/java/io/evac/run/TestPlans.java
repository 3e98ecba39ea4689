package io.evac.run;

import io.evac.inventory.Capacity;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.Estimate;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import io.evac.plan.PlanId;
import io.evac.plan.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans that nobody planned: so many moves from each of so many hosts to one other. */
final class TestPlans {
    private final List<Move> moves = new ArrayList<>();
    private final PlanDigest digest;
    private Policy policy = Policy.DEFAULT;

    TestPlans(String seed) {
        this.digest = new PlanDigest(String.format("%08x", seed.hashCode()).repeat(8));
    }

    static Plan of(String seed, int hosts, int movesPerHost) {
        TestPlans plan = new TestPlans(seed);
        for (int host = 1; host <= hosts; host++) {
            for (int move = 1; move <= movesPerHost; move++) {
                plan.move("h" + host, "i" + host + "-" + move, 1 + move % 2, Optional.empty());
            }
        }
        return plan.plan();
    }

    TestPlans stopAfter(int failures) {
        Policy p = policy;
        policy = new Policy(
                p.type(),
                p.downtime(),
                p.rounds(),
                p.noGain(),
                p.notConverging(),
                p.guestRefusesStop(),
                p.reversalImpossible(),
                p.convergence(),
                failures,
                p.canaries(),
                p.parkedFor(),
                p.soak());
        return this;
    }

    TestPlans move(String from, String instance, int band, Optional<Instant> notBefore) {
        int number = moves.size() + 1;
        moves.add(new Move(
                MoveId.of(PlanId.of(digest), number),
                number + 1,
                new InstanceRef(new HostName(from), new InstanceName(instance)),
                new HostName("z"),
                MigrationType.SEMI_LIVE,
                0,
                Capacity.NONE,
                Optional.empty(),
                Duration.ofSeconds(60),
                notBefore,
                Optional.empty(),
                true,
                "f" + number,
                band,
                number,
                new Estimate(1000, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                "the emptiest"));
        return this;
    }

    Plan plan() {
        return new Plan(
                PlanId.of(digest),
                digest,
                "list.csv",
                Instant.parse("2026-11-20T10:00:00Z"),
                policy,
                moves,
                List.of(),
                List.of(),
                List.of());
    }
}
