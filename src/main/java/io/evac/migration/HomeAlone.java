package io.evac.migration;

import io.evac.inventory.HostName;
import io.evac.inventory.RunState;
import java.util.Optional;

/**
 * What may be done at home while the host that the instance has moved to is silent and known to be off, by an operator's
 * word or by a power fence's proof. A word counts only while that host stays silent: what it answers wins.
 */
final class HomeAlone {
    /** The walk's kind for a move that had not arrived; that of one that had stays a rollback. */
    private static final String WALK = "home alone";

    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;

    HomeAlone(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
    }

    /** Whether knowing that the silent host is off would be enough to let the copy at home run again. */
    static boolean helps(Ends ends, Ends.Pair pair) {
        Optional<GuardFacts> away = ends.draft.homeward ? pair.source() : pair.destination();
        return away.isEmpty()
                && home(ends, pair).filter(facts -> startable(ends, facts)).isPresent();
    }

    private static Optional<GuardFacts> home(Ends ends, Ends.Pair pair) {
        return ends.draft.homeward ? pair.destination() : pair.source();
    }

    /** What that would lead to, for people. */
    static String consequence(Ends ends, Ends.Pair pair) {
        GuardState state = home(ends, pair).orElseThrow().state();
        return state == GuardState.FENCED || state == GuardState.SEALED
                ? "then the copy that is parked on " + ends.move.from() + " runs again, and what was written on "
                        + ends.move.to() + " since is lost"
                : "then its start on " + ends.move.from() + ", which was begun, is completed";
    }

    private static boolean startable(Ends ends, GuardFacts home) {
        boolean ours = home.owner().equals(ends.authority.owner());
        return switch (home.state()) {
            case FENCED -> ours && !PutBack.is(home);
            // Complete, and the last that was carried home.
            case SEALED -> ours && ends.draft.homeward && home.n() == ends.draft.n;
            // An undo or an earlier process was at it: by that record no other copy could be started then.
            case ACTIVATING, ACTIVE -> ours;
            // Given back, it only has to be written down.
            case OPEN -> ends.draft.homeAlone() && home.inPlace();
            case QUIESCED, RELEASED, ABSENT, RECEIVING, REVOKED, FINALIZING -> false;
        };
    }

    /** Whether the silent host of this pair is known to be off, and home can do without it. */
    boolean may(Ends.Pair pair) {
        return Orders.offHost(draft.checkpoint).filter(ends.move.to()::equals).isPresent()
                && !ends.heardDestination()
                && helps(ends, pair)
                && silent(ends.move.to());
    }

    /** Silent to its network, not only its guard to a ticket: a host that answers anything is not off. */
    private boolean silent(HostName host) {
        try {
            ends.parts
                    .guards()
                    .on(ends.parts.hosts().apply(host))
                    .observe(ends.move.instance().name());
            return false;
        } catch (GuardUnreachableException unanswered) {
            return unanswered.getCause() != null;
        }
    }

    /** Brings up the copy at home. True when both ends are to be asked again. */
    boolean run(Ends.Pair pair) {
        GuardFacts home = home(ends, pair).orElseThrow();
        if (!draft.homeward) {
            draft.walk(true, WALK);
            draft.remember(Reversal.TURNED_AT, Long.toString(ends.parts.clock().millis()));
        }
        nameLoss(home);
        // What is written here must be durable before home starts: a successor reads it.
        ends.ledger.catchUp();
        return bringUp(home);
    }

    private boolean bringUp(GuardFacts home) {
        if (home.state() == GuardState.OPEN) {
            return new Arrival(ends, steps, walk).run();
        }
        Outcome outcome = steps.perform(
                Phase.ACTIVATE, "run activate: " + ends.source().name() + " is off, " + Orders.whose(draft.checkpoint));
        return switch (outcome) {
            case Outcome.Done done -> new Arrival(ends, steps, walk).run();
            case Outcome.Again again -> true;
            case Outcome.Failed failed -> failed(failed.failure());
        };
    }

    private boolean failed(Failure failure) {
        if (failure instanceof Failure.Ambiguous) {
            return true;
        }
        walk.attention(failure.what() + "; " + warning(ends), ends.adopt());
        return false;
    }

    private void nameLoss(GuardFacts home) {
        String away = ends.source().name().value();
        String at = ends.destination().name().value();
        String off = " (" + away + " is off: " + Orders.whose(draft.checkpoint) + ")";
        if (home.state() == GuardState.FENCED) {
            draft.remember(
                    Discard.LOST,
                    "what was written on " + away + " is lost: the copy on " + at + " was parked "
                            + Parked.words(draft.checkpoint, ends.destination().name()) + off);
        } else if (home.state() == GuardState.SEALED) {
            draft.remember(
                    Discard.LOST,
                    "what was written on " + away + " after it was stopped for its way home is lost, if anything was"
                            + off);
        }
    }

    /**
     * Both hosts answer, so the word is over; true when both are to be asked again. A copy at home that was started on that
     * word is finished there, and what stands on the other host is looked at afterwards.
     */
    boolean over(Ends.Pair pair) {
        GuardFacts home = home(ends, pair).orElseThrow();
        boolean begun = draft.homeAlone()
                && (home.state() == GuardState.ACTIVATING
                        || home.state() == GuardState.ACTIVE
                        || home.state() == GuardState.OPEN);
        if (begun && (home.running() == RunState.RUNNING || !ends.move.wasRunning())) {
            return bringUp(home);
        }
        ends.ledger.note(ends.move.to() + " answers: that it is off does not count any more", ends::patient);
        draft.forget(Orders.OFF);
        if (begun) {
            walk.attention(ends.move.to() + " answers, and " + ends.move.from() + " was about to start it", pair);
            return false;
        }
        draft.forget(Discard.LOST);
        if (WALK.equals(draft.checkpoint.values().get(Migrator.WALK))) {
            draft.walk(false, "");
        }
        return true;
    }

    /** What people must know of the copy that was left behind. */
    static String warning(Ends ends) {
        String away = ends.move.to().value();
        return "the copy on " + away
                + " must not be started: that host may start it by itself when it boots. Maybe keep "
                + away + " off the network, or move " + ends.move.instance().name()
                + " out of its place there, before it boots; when " + away
                + " answers again, Evac fences that copy if it does not run";
    }
}
