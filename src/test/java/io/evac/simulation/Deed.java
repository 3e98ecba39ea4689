package io.evac.simulation;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.Move;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** One thing that goes wrong, with everything that has to be known of it. */
sealed interface Deed {
    default Kind kind() {
        return switch (this) {
            case OfTheCall it -> it.kind();
            case ByHand it -> it.kind();
            case Kill it -> it.restored() ? Kind.RESTORED : Kind.KILL;
            case Cut it -> Kind.LINK_CUT;
            case PowerLoss it -> Kind.POWER_LOSS;
            case Boot it -> Kind.REBOOT;
            case StandStill it -> Kind.PAUSE;
            case Second it -> Kind.SECOND;
            case Other it -> Kind.OTHER;
            case Interleave it -> Kind.INTERLEAVED;
            case Slow it -> Kind.SLOW;
            case Timer it -> Kind.TIMER;
            case ClockStep it -> Kind.CLOCK_STEP;
            case Corrupt it -> Kind.CORRUPT;
            case DatabaseAway it -> Kind.DATABASE_AWAY;
            case LostCommit it -> Kind.LOST_COMMIT;
        };
    }

    /** The call itself is struck, once. */
    record OfTheCall(Kind kind, Fault fault) implements Deed {}

    /** The orchestrator at work is killed; its database may come back as an older backup has it. */
    record Kill(boolean restored) implements Deed {}

    record Cut(HostName host, Duration time) implements Deed {}

    record PowerLoss(List<HostName> hosts, Duration time) implements Deed {}

    record Boot(HostName host) implements Deed {}

    /** @param steps what its successor gets done meanwhile, at most */
    record StandStill(Duration time, int steps) implements Deed {}

    record Second() implements Deed {}

    /** @param steps what the other installation gets done, at most */
    record Other(int steps) implements Deed {}

    record Interleave(Function<List<Move>, Move> which) implements Deed {}

    record Slow(Duration time) implements Deed {}

    record Timer(InstanceName instance, boolean justBefore) implements Deed {}

    /** @param time negative for back */
    record ClockStep(Duration time) implements Deed {}

    record Corrupt(InstanceRef copy) implements Deed {}

    /** People do something to the instance by hand. */
    record ByHand(Kind kind, InstanceName instance) implements Deed {}

    record DatabaseAway(Duration time) implements Deed {}

    record LostCommit() implements Deed {}
}
