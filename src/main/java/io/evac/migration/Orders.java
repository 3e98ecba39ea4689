package io.evac.migration;

import io.evac.migration.Journal.MoveRecord;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an operator has ordered of a move beyond the protocol's own course. It stands in the move's record, so that a crash
 * forgets none of it, and is over with the walk that it was given for.
 */
public final class Orders {
    /** Checkpoint key: the way home is back to the parked copy as it is; the value says who wants it, and since when. */
    static final String DISCARD = "discard";

    private Orders() {}

    /**
     * The record of a moved instance that is to go back to its parked copy; what was written since is given up.
     *
     * @param whose who ordered it and when, for people
     */
    public static MoveRecord discard(MoveRecord record, String whose) {
        return with(record, DISCARD, Optional.of(whose));
    }

    /** Whether the move is to go back, or is going back, to its parked copy as it is. */
    public static boolean discards(MoveRecord record) {
        return record.checkpoint().values().containsKey(DISCARD);
    }

    /** The record of a move whose way home loses nothing, whatever was ordered before. */
    public static MoveRecord lossless(MoveRecord record) {
        return with(record, DISCARD, Optional.empty());
    }

    private static MoveRecord with(MoveRecord r, String key, Optional<String> value) {
        Map<String, String> values = new TreeMap<>(r.checkpoint().values());
        value.ifPresentOrElse(words -> values.put(key, words), () -> values.remove(key));
        return new MoveRecord(
                r.id(),
                r.run(),
                r.state(),
                r.phase(),
                r.completed(),
                r.attempt(),
                r.n(),
                r.homeward(),
                new Checkpoint(values),
                r.stoppedAt(),
                r.downtimeMillis(),
                r.failures(),
                r.cancelRequested(),
                r.code(),
                r.message());
    }
}
