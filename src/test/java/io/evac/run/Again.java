package io.evac.run;

import io.evac.migration.Journal.MoveRecord;

/** What an operator's {@code retry} makes of a move's record. */
public final class Again {
    private Again() {}

    public static MoveRecord of(MoveRecord record) {
        return Records.again(record);
    }
}
