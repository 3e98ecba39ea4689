package io.evac.simulation;

import io.evac.inventory.InstanceRef;

/** A point of a story by its name, as a script says it. */
sealed interface Where {
    /** Whether this is that point of that instance. */
    boolean is(Point point, String instance);

    /** Whether it is just behind that call's effect. */
    default boolean isBehind(InstanceRef ref, String call) {
        return false;
    }

    /** A call leaves for a host. */
    record Call(InstanceRef ref, String call) implements Where {
        @Override
        public boolean is(Point point, String instance) {
            return point instanceof Point.Call leaves
                    && leaves.ref().equals(ref)
                    && leaves.what().equals(call);
        }
    }

    /** A call has just had its effect. */
    record Behind(InstanceRef ref, String call) implements Where {
        @Override
        public boolean is(Point point, String instance) {
            return false;
        }

        @Override
        public boolean isBehind(InstanceRef to, String what) {
            return to.equals(ref) && what.equals(call);
        }
    }

    /** Something is written into the journal of that instance, for example {@code intent: run fence}. */
    record Written(String instance, String beginning, boolean after) implements Where {
        @Override
        public boolean is(Point point, String of) {
            return point instanceof Point.Write write
                    && of.equals(instance)
                    && write.after() == after
                    && write.what().startsWith(beginning);
        }
    }
}
