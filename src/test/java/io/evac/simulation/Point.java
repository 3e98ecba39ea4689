package io.evac.simulation;

import io.evac.inventory.InstanceRef;
import io.evac.migration.Journal.MoveRecord;

/** Where something may happen in a story; points are numbered from 1. */
sealed interface Point {
    long number();

    /** For people. */
    String where();

    /** A call to a host, about to leave. */
    record Call(long number, InstanceRef ref, String what) implements Point {
        @Override
        public String where() {
            return what + " on " + ref;
        }
    }

    /** A write to an installation's journal, just before it is committed or just behind that. */
    record Write(long number, Installation installation, MoveRecord record, String what, boolean after)
            implements Point {
        @Override
        public String where() {
            return (after ? "after " : "before ") + what;
        }
    }
}
