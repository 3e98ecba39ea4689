package io.evac.journal;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.Estimate;
import io.evac.plan.HostLoad;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import io.evac.plan.PlanId;
import io.evac.plan.Policy;
import io.evac.plan.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Plans for the tests of this room: valid in form; nobody planned them. */
final class Plans {
    private Plans() {}

    /** A plan that moves so many instances, named after {@code seed}, from one host to another. */
    static Plan of(String seed, String from, String to, int moves) {
        PlanDigest digest = new PlanDigest(
                String.format("%08x", (seed + "@" + from).hashCode()).repeat(8));
        PlanId id = PlanId.of(digest);
        return new Plan(
                id,
                digest,
                seed + ".csv",
                Instant.parse("2026-12-05T21:00:00.123456789Z"),
                Policy.DEFAULT,
                IntStream.rangeClosed(1, moves)
                        .mapToObj(number -> move(id, number, seed + number, from, to))
                        .toList(),
                List.of(new Refusal(99, "*", from, "EVAC-201", "no room \"at\" all: ünïcode ☂ 𝄞", "Maybe add a host")),
                List.of(new HostLoad(
                        new HostName(from),
                        new Capacity(16, ByteSize.parse("64GiB"), ByteSize.parse("2TiB")),
                        Capacity.NONE,
                        Capacity.NONE,
                        0,
                        moves)),
                List.of("read me\nfirst"));
    }

    private static Move move(PlanId plan, int number, String name, String from, String to) {
        return new Move(
                MoveId.of(plan, number),
                number + 1,
                new InstanceRef(new HostName(from), new InstanceName(name)),
                new HostName(to),
                number % 2 == 0 ? MigrationType.COLD : MigrationType.SEMI_LIVE,
                -number,
                new Capacity(2, new ByteSize(Long.MAX_VALUE), ByteSize.parse("10GiB")),
                number % 2 == 0 ? Optional.of(ByteSize.parse("10GiB")) : Optional.empty(),
                Duration.ofNanos(1_500_000_001L),
                number % 2 == 0 ? Optional.of(Instant.parse("2026-12-05T22:00:00Z")) : Optional.empty(),
                number % 3 == 0 ? Optional.of("ops@example.org") : Optional.empty(),
                number % 2 == 1,
                "sha256:" + number,
                number % 3,
                number,
                new Estimate(1_000L * number, Duration.ofSeconds(number), Duration.ofMillis(250)),
                "the emptiest");
    }
}
