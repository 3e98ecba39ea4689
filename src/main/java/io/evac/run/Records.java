package io.evac.run;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.migration.Orders;
import io.evac.plan.MoveId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Moves' records as the run needs them, and the few changes that are the run's to make. */
final class Records {
    private Records() {}

    static Map<MoveId, MoveRecord> byMove(List<MoveRecord> records) {
        return records.stream().collect(Collectors.toMap(MoveRecord::id, Function.identity()));
    }

    static MoveRecord withCode(MoveRecord r, Optional<String> code, Optional<String> message) {
        return change(r, r.state(), code, message);
    }

    static MoveRecord withoutCode(MoveRecord r) {
        return withCode(r, Optional.empty(), Optional.empty());
    }

    static MoveRecord needsAttention(MoveRecord r, String code, String message) {
        return change(r, MoveState.NEEDS_ATTENTION, Optional.of(code), Optional.of(message));
    }

    /** A move that is tried again: a failed one from its beginning, one that needed a human from where it stands. */
    static MoveRecord again(MoveRecord r) {
        return switch (r.state()) {
            case NEEDS_ATTENTION -> Migrator.lookedAt(r);
            case FAILED -> anew(r);
            // At its end, but for what it has left on a host that was off: that alone is looked at.
            case PLANNED, QUEUED, RUNNING, WAITING, MOVED, VERIFIED, FINALIZED, ROLLED_BACK, CANCELLED -> r;
        };
    }

    /** A failed move from its beginning, as another attempt with a budget of its own: what the last one did was undone. */
    private static MoveRecord anew(MoveRecord r) {
        return new MoveRecord(
                r.id(),
                r.run(),
                MoveState.QUEUED,
                Optional.empty(),
                List.of(),
                r.attempt() + 1,
                r.n(),
                false,
                Orders.lasting(r.checkpoint()),
                Optional.empty(),
                0,
                0,
                false,
                Optional.empty(),
                Optional.empty());
    }

    private static MoveRecord change(MoveRecord r, MoveState state, Optional<String> code, Optional<String> message) {
        return new MoveRecord(
                r.id(),
                r.run(),
                state,
                r.phase(),
                r.completed(),
                r.attempt(),
                r.n(),
                r.homeward(),
                r.checkpoint(),
                r.stoppedAt(),
                r.downtimeMillis(),
                r.failures(),
                r.cancelRequested(),
                code,
                message);
    }
}
