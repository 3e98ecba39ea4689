package io.evac.migration;

/**
 * A copy that its guard's record calls FENCED and that stands in its place again, running or not: people were here. It is
 * never stopped, renamed or overwritten for the record's sake; a human is told, and the human's retry goes on from what is
 * newest.
 */
final class PutBack {
    /** What follows for the walk. */
    enum Verdict {
        NOTHING,
        /** The destination never ran: what was put back has the newest writes, so the fence is undone. */
        KEEP,
        /** A human must look; nothing is touched. */
        HUMAN
    }

    /** Checkpoint key: the host where it was seen, so that a copy that has run since is not taken for the fenced one. */
    static final String ON = "putBackOn";

    private final Ends ends;
    private final Draft draft;
    private boolean asked;

    PutBack(Ends ends) {
        this.ends = ends;
        this.draft = ends.draft;
        // Seen by an earlier leg: whoever had this move tried again has read about it.
        this.asked = !host().isEmpty();
    }

    static boolean is(GuardFacts facts) {
        return facts.state() == GuardState.FENCED && facts.inPlace();
    }

    static boolean anywhere(Ends.Pair pair) {
        return pair.source().filter(PutBack::is).isPresent()
                || pair.destination().filter(PutBack::is).isPresent();
    }

    /** Remembers a sight, also while the other end is silent. */
    void notice(Ends.Pair pair) {
        pair.destination()
                .filter(PutBack::is)
                .ifPresent(there -> draft.remember(ON, ends.destination().name().value()));
        pair.source()
                .filter(PutBack::is)
                .ifPresent(there -> draft.remember(ON, ends.source().name().value()));
    }

    Verdict look(Ends.Pair pair) {
        if (asked && onSource() && mayKeep(pair)) {
            asked = false;
            draft.remember(ON, "");
            return Verdict.KEEP;
        }
        return anywhere(pair) ? Verdict.HUMAN : Verdict.NOTHING;
    }

    private String host() {
        return draft.checkpoint.values().getOrDefault(ON, "");
    }

    private boolean onSource() {
        return host().equals(ends.source().name().value());
    }

    /** Whether the destination never ran, and the source has one copy to go on from: where people left it. */
    private static boolean mayKeep(Ends.Pair pair) {
        GuardFacts destination = pair.destination().orElseThrow();
        boolean neverRan = switch (destination.state()) {
            case ABSENT, RECEIVING, SEALED, REVOKED -> true;
            case FENCED -> !is(destination);
            case OPEN, QUIESCED, RELEASED, ACTIVATING, ACTIVE, FINALIZING -> false;
        };
        GuardFacts source = pair.source().orElseThrow();
        return neverRan && source.state() == GuardState.FENCED && source.inPlace() != source.away();
    }

    String why() {
        return ends.move.instance().name() + " was put back on " + host() + " behind the fence";
    }

    /** For people: what was found, what was left alone, what may be lost, and what a retry will do about it. */
    String told(Ends.Pair pair) {
        return why() + " and is left as it is: " + next(pair);
    }

    private String next(Ends.Pair pair) {
        GuardFacts copy = (onSource() ? pair.source() : pair.destination()).orElseThrow();
        String name = ends.move.instance().name().value();
        if (copy.away()) {
            return "two copies stand on " + host() + ", one in its place and one in away/" + name
                    + " below the guard's directory; save what you need of both, then remove one by hand";
        }
        if (onSource() && mayKeep(pair)) {
            return "evac retry takes back what is on " + ends.destination().name() + " and goes on from what is on "
                    + host();
        }
        String byHand = "stop it on " + host() + " and move it away by hand (mv " + name + " " + name + ".saved)";
        return ends.parkedByAnother(copy)
                ? "another run (" + copy.owner() + ") had fenced it; when nobody uses it, " + byHand
                : "what was written there since is nowhere else, and two copies may be running; to go on without it, "
                        + byHand;
    }
}
