package io.evac.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Performs one phase, or takes it back: intent before, outcome after, transient failures tried again. */
final class Steps {
    /** Intents are numbered from 1. */
    private static final long NO_INTENT = 0;

    private static final int TRIES = 5;
    private static final int BEYOND = 12;
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final String FORETOLD = "foretold";
    private final Ends ends;
    private final Itinerary itinerary;
    private final Map<Phase, Long> announced = new EnumMap<>(Phase.class);
    private boolean undisturbed = true;

    Steps(Ends ends) {
        this.ends = ends;
        this.itinerary = ends.parts
                .carriers()
                .apply(ends.parts.hosts().apply(ends.move.from()))
                .itinerary(ends.move);
    }

    /** Whether nothing has failed so far, not even once. */
    boolean undisturbed() {
        return undisturbed;
    }

    boolean has(Phase phase) {
        return itinerary.actions().stream().anyMatch(action -> action.phase() == phase);
    }

    private PhaseAction action(Phase phase) {
        return itinerary.actions().stream()
                .filter(action -> action.phase() == phase)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no action for " + phase.word()));
    }

    /** Writes the intent of a phase ahead of an earlier one's effect; {@link #perform(Phase)} then writes its outcome. */
    void announce(Phase phase) {
        if (!announced.containsKey(phase)) {
            announced.put(phase, ends.intent(phase, "run " + phase.word()));
        }
    }

    /** The same where nothing may wait for the database: when it is away, the guards' records lead without an intent. */
    void announceAtOnce(Phase phase) {
        if (!announced.containsKey(phase) && !ends.ledger.goesOnWithout()) {
            ends.intentAtOnce(phase, "run " + phase.word()).ifPresent(intent -> announced.put(phase, intent));
        }
    }

    /** What was announced and not come to is over with the leg. */
    void withdraw() {
        announced.values().forEach(intent -> ends.outcome(intent, "not begun"));
        announced.clear();
    }

    /** One run of the phase; its checkpoint is kept, also when it wants another round. */
    Outcome perform(Phase phase) {
        return perform(phase, "run " + phase.word());
    }

    /** The same with words of its own for the intent. */
    Outcome perform(Phase phase, String what) {
        ends.draft.phase = Optional.of(phase);
        if (!ends.ledger.goesOnWithout()) {
            return perform(phase, ends.intent(phase, what));
        }
        Long intent = announced.remove(phase);
        return perform(phase, intent == null ? NO_INTENT : intent);
    }

    /** The same for an intent that is written already. */
    Outcome perform(Phase phase, long intent) {
        ends.draft.phase = Optional.of(phase);
        Outcome outcome = tryTo(phase);
        switch (outcome) {
            case Outcome.Done done -> {
                ends.draft.unhindered();
                ends.draft.keep(done.checkpoint());
                ends.draft.complete(phase);
                if (phase == Phase.QUIESCE && ends.context().handsOver()) {
                    // Until now it has run on.
                    ends.draft.stoppedAt = Optional.of(ends.parts.clock().millis());
                }
            }
            case Outcome.Again again -> {
                ends.draft.keep(again.checkpoint());
                again.warning().ifPresent(this::foretell);
            }
            case Outcome.Failed failed -> {}
        }
        boolean round = phase == Phase.FULL_SYNC || phase == Phase.INCREMENTAL_SYNC;
        if (round && !(outcome instanceof Outcome.Failed)) {
            ends.draft.remember(
                    SourceLost.COMPLETE_AT, Long.toString(ends.parts.clock().millis()));
        }
        if (phase == Phase.FENCE && outcome instanceof Outcome.Done) {
            ends.parked();
            ends.ledger.goOnWithout();
        }
        ended(intent, phase.word() + ": ", word(outcome));
        return outcome;
    }

    /** Once for an attempt: in front of the outcome, so that a crash tells it twice rather than never. */
    private void foretell(String warning) {
        if (!ends.draft.remembers(FORETOLD)) {
            ends.ledger.foretell(warning, ends::patient);
            ends.draft.remember(FORETOLD, "");
        }
    }

    /** Writes the outcome of an effect; without an intent, where nothing waits for the database, the move as it is. */
    private void ended(long intent, String what, String result) {
        if (intent == NO_INTENT) {
            ends.save(what + result);
        } else {
            ends.outcome(intent, result);
        }
    }

    private Outcome tryTo(Phase phase) {
        for (int tries = 1; ; tries++) {
            Outcome outcome = once(phase);
            undisturbed &= !(outcome instanceof Outcome.Failed);
            if (!(outcome instanceof Outcome.Failed failed && failed.failure() instanceof Failure.Transient later)
                    || !mayTryAgain(phase, tries)) {
                return outcome;
            }
            Pauses.pause(ends.parts.waiter(), backoff(later.retryAfter(), tries));
        }
    }

    /** Behind FENCE the instance is down until ACTIVATE gets through: it tries beyond the budget. Before it, a cancel counts. */
    private boolean mayTryAgain(Phase phase, int tries) {
        if (phase == Phase.ACTIVATE) {
            return tries < BEYOND;
        }
        boolean goesOn = ends.draft.homeward || !ends.cancelAsked();
        return ends.draft.stoppedAt.isPresent() ? ends.patient() && goesOn : tries < TRIES;
    }

    private Duration backoff(Duration first, int tries) {
        Duration pause = first.multipliedBy(1L << Math.min(tries - 1, 6));
        Duration capped = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        boolean down = ends.draft.stoppedAt.isPresent();
        return down && capped.compareTo(Duration.ofSeconds(1)) > 0 ? Duration.ofSeconds(1) : capped;
    }

    private Outcome once(Phase phase) {
        try {
            return action(phase).run(ends.context());
        } catch (FailureException failed) {
            return new Outcome.Failed(failed.failure());
        } catch (GuardUnreachableException silent) {
            return new Outcome.Failed(Refusals.of(silent));
        } catch (GuardRefusedException refused) {
            if (Refusals.superseded(refused, ends.authority.owner())) {
                throw Ends.superseded(refused);
            }
            return new Outcome.Failed(Refusals.of(refused));
        }
    }

    /** Takes back what the current walk has done of {@code which}, backwards. Empty when all is undone. */
    Optional<Failure> undo(List<Phase> which) {
        List<Phase> back = new ArrayList<>(ends.draft.completed);
        ends.draft.phase.filter(phase -> !back.contains(phase)).ifPresent(back::add);
        Collections.reverse(back);
        for (Phase phase : back) {
            if (which.contains(phase) && has(phase)) {
                Optional<Failure> failure = undo(phase);
                if (failure.isPresent()) {
                    return failure;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Takes back one phase. Behind a confirmed FENCE the instance is down: no intent is written then. It is not missed, for
     * FENCE's undo revokes the destination by its guard before the source may run again.
     */
    Optional<Failure> undo(Phase phase) {
        String what = "undo " + phase.word();
        long intent = ends.ledger.goesOnWithout() ? NO_INTENT : ends.intent(phase, what);
        Optional<Failure> failure = Optional.empty();
        for (int tries = 1; tries <= TRIES; tries++) {
            failure = takeBack(phase);
            if (failure.isEmpty() || failure.get() instanceof Failure.Permanent) {
                break;
            }
            Pauses.pause(ends.parts.waiter(), Duration.ofSeconds(tries));
        }
        if (failure.isEmpty()) {
            if (phase == Phase.FENCE) {
                ends.draft.forget(Parked.key(ends.source().name()));
            }
            ends.draft.completed.remove(phase);
            ends.draft.phase = ends.draft.phase.filter(current -> current != phase);
        }
        ended(intent, what + ": ", failure.map(Failure::what).orElse("undone"));
        return failure;
    }

    private Optional<Failure> takeBack(Phase phase) {
        try {
            action(phase).undo(ends.context());
            return Optional.empty();
        } catch (FailureException failed) {
            return Optional.of(failed.failure());
        } catch (GuardUnreachableException silent) {
            return Optional.of(Refusals.of(silent));
        } catch (GuardRefusedException refused) {
            if (Refusals.superseded(refused, ends.authority.owner())) {
                throw Ends.superseded(refused);
            }
            return Optional.of(Refusals.of(refused));
        }
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> "done";
            case Outcome.Again again -> again.why();
            case Outcome.Failed failed ->
                failed.failure().code() + " " + failed.failure().what();
        };
    }
}
