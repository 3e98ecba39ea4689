package io.evac.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the silence of a host means where nothing of the other's facts lets the walk go on. */
final class Silence {
    private final Ends ends;
    private final Walk walk;

    Silence(Ends ends, Walk walk) {
        this.ends = ends;
        this.walk = walk;
    }

    /** Who did not answer, in the words of a failure that may be over by itself. */
    static Failure of(Ends ends, Ends.Pair pair) {
        List<String> silent = new ArrayList<>();
        if (pair.source().isEmpty()) {
            silent.add(ends.source().name().value());
        }
        if (pair.destination().isEmpty()) {
            silent.add(ends.destination().name().value());
        }
        return new Failure.Transient(
                Codes.UNREACHABLE, String.join(" and ", silent) + " did not answer", Duration.ofSeconds(5));
    }

    /**
     * An end does not answer. When it never does, the move fails on its source; unless the instance may be elsewhere (a
     * restored database does not know it): then nobody can say where it ended.
     */
    void leave(Ends.Pair pair) {
        Failure silence = of(ends, pair);
        boolean elsewhere = pair.source()
                .map(source -> !source.inPlace() || source.state() == GuardState.ACTIVATING)
                .orElseGet(() -> pair.destination().map(Silence::maybeThere).orElse(!untouched()));
        if (elsewhere && ends.draft.failures + 1 >= Walk.MAX_FAILURES) {
            walk.attention(silence.what() + " (" + Walk.MAX_FAILURES + " times)", pair);
        } else {
            walk.hindered(silence);
        }
    }

    /** By the journal nothing was ever begun: when neither host can be reached, the move fails and may be tried again. */
    private boolean untouched() {
        return ends.draft.completed.isEmpty() && ends.draft.phase.isEmpty();
    }

    /** Whether the source may be fenced already, by the destination's record. */
    private static boolean maybeThere(GuardFacts destination) {
        return switch (destination.state()) {
            case ABSENT, RECEIVING -> false;
            case REVOKED, OPEN, QUIESCED, RELEASED, FENCED, SEALED, ACTIVATING, ACTIVE, FINALIZING -> true;
        };
    }
}
