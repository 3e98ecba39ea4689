package io.evac.journal;

import io.evac.inventory.HostName;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import java.util.Optional;

/** Hears of what was written of moves. Called once it is durable, by the thread that wrote it: must be cheap and never throw. */
public interface MoveListener {
    /**
     * What a write has changed.
     *
     * @param from the host that the plan moves it from
     * @param before the state until then
     * @param downtimeBefore the downtime measured until then, in milliseconds
     * @param phase the one that it is in; where all is undone, the one that it was in last; empty when it came to none
     * @param now the move as it was written
     */
    record Change(HostName from, MoveState before, long downtimeBefore, Optional<Phase> phase, MoveRecord now) {}

    /** Hears nothing. */
    MoveListener NONE = change -> {};

    void written(Change change);
}
