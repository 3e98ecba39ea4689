package io.evac.run;

import io.evac.migration.Journal.MoveRecord;
import java.util.Optional;

/** What an operator asked of a single move: kept as its code in the journal, so that a crash does not forget it. */
enum Asked {
    /** The move is held back until it is resumed. */
    HOLD("EVAC-550"),
    /** The move is to go home. */
    HOME("EVAC-551");

    private final String code;

    Asked(String code) {
        this.code = code;
    }

    boolean by(MoveRecord record) {
        return record.code().equals(Optional.of(code));
    }

    /** The record with this wish and its words. */
    MoveRecord on(MoveRecord record, String message) {
        return Records.withCode(record, Optional.of(code), Optional.of(message));
    }
}
