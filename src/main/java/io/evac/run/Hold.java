package io.evac.run;

import io.evac.migration.Journal.MoveRecord;
import java.util.Optional;

/** That an operator holds a single move back until it is resumed: a code in the journal, so that a crash does not forget it. */
final class Hold {
    private static final Optional<String> CODE = Optional.of("EVAC-550");

    private Hold() {}

    static boolean on(MoveRecord record) {
        return record.code().equals(CODE);
    }

    /** The record of a move that is held back, and why. */
    static MoveRecord with(MoveRecord record, String message) {
        return Records.withCode(record, CODE, Optional.of(message));
    }
}
