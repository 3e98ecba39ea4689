package io.evac.migration;

import io.evac.inventory.HostName;
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

    /** Checkpoint key: the host that is known to be off, and by whose word or proof. */
    static final String OFF = "off";

    /** Checkpoint key: a host that was off; the copy there is to be fenced when it answers again. */
    static final String FENCE_WHEN_BACK = "fenceWhenBack";

    private Orders() {}

    /**
     * The record of a move whose silent host is known to be off: for this one attempt, and only while it stays silent.
     *
     * @param whose by whose word or proof, and when, for people
     */
    public static MoveRecord off(MoveRecord record, HostName host, String whose) {
        return with(record, OFF, Optional.of(host + " " + whose));
    }

    /** Whether a copy on a host that was off is still to be fenced. */
    public static boolean fencesWhenBack(MoveRecord record) {
        return record.checkpoint().values().containsKey(FENCE_WHEN_BACK);
    }

    /** What of a checkpoint outlives the attempt that it was written in. */
    public static Checkpoint lasting(Checkpoint checkpoint) {
        String host = checkpoint.values().get(FENCE_WHEN_BACK);
        return host == null ? Checkpoint.NONE : Checkpoint.NONE.with(FENCE_WHEN_BACK, host);
    }

    /** The host that a checkpoint says is off. */
    static Optional<HostName> offHost(Checkpoint checkpoint) {
        return Optional.ofNullable(checkpoint.values().get(OFF))
                .map(words -> new HostName(words.substring(0, words.indexOf(' '))));
    }

    /** By whose word or proof. */
    static String whose(Checkpoint checkpoint) {
        String words = checkpoint.values().getOrDefault(OFF, " ");
        return words.substring(words.indexOf(' ') + 1);
    }

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
        return with(with(record, DISCARD, Optional.empty()), Discard.LOST, Optional.empty());
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
