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
    Kind kind();

    /** The call itself is struck, once. */
    record OfTheCall(Kind kind, Fault fault) implements Deed {}

    /** The orchestrator at work is killed; its database may come back as an older backup has it. */
    record Kill(boolean restored) implements Deed {
        @Override
        public Kind kind() {
            return restored ? Kind.RESTORED : Kind.KILL;
        }
    }

    record Cut(HostName host, Duration time) implements Deed {
        @Override
        public Kind kind() {
            return Kind.LINK_CUT;
        }
    }

    record PowerLoss(List<HostName> hosts, Duration time) implements Deed {
        @Override
        public Kind kind() {
            return Kind.POWER_LOSS;
        }
    }

    record Boot(HostName host) implements Deed {
        @Override
        public Kind kind() {
            return Kind.REBOOT;
        }
    }

    /** @param steps what its successor gets done meanwhile, at most */
    record StandStill(Duration time, int steps) implements Deed {
        @Override
        public Kind kind() {
            return Kind.PAUSE;
        }
    }

    record Second() implements Deed {
        @Override
        public Kind kind() {
            return Kind.SECOND;
        }
    }

    /** @param steps what the other installation gets done, at most */
    record Other(int steps) implements Deed {
        @Override
        public Kind kind() {
            return Kind.OTHER;
        }
    }

    record Interleave(Function<List<Move>, Move> which) implements Deed {
        @Override
        public Kind kind() {
            return Kind.INTERLEAVED;
        }
    }

    record Slow(Duration time) implements Deed {
        @Override
        public Kind kind() {
            return Kind.SLOW;
        }
    }

    record Timer(InstanceName instance, boolean justBefore) implements Deed {
        @Override
        public Kind kind() {
            return Kind.TIMER;
        }
    }

    /** @param time negative for back */
    record ClockStep(Duration time) implements Deed {
        @Override
        public Kind kind() {
            return Kind.CLOCK_STEP;
        }
    }

    record Corrupt(InstanceRef copy) implements Deed {
        @Override
        public Kind kind() {
            return Kind.CORRUPT;
        }
    }

    /** People do something to the instance by hand. */
    record ByHand(Kind kind, InstanceName instance) implements Deed {}

    record DatabaseAway(Duration time) implements Deed {
        @Override
        public Kind kind() {
            return Kind.DATABASE_AWAY;
        }
    }

    record LostCommit() implements Deed {
        @Override
        public Kind kind() {
            return Kind.LOST_COMMIT;
        }
    }
}
