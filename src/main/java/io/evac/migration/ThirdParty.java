package io.evac.migration;

import io.evac.inventory.RunState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What others have done to the instance since it was planned, and how a walk leaves it then (I8). */
final class ThirdParty {
    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;

    ThirdParty(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
    }

    /** What somebody else has done to the instance since it was planned, when no other run has it; empty when nothing. */
    Optional<String> changed(Ends.Pair pair) {
        GuardFacts source = pair.source().orElseThrow();
        if (!source.inPlace() && source.state() == GuardState.OPEN) {
            return Optional.of("it is not in place on " + ends.source().name());
        }
        boolean ours = source.state() != GuardState.OPEN || draft.homeward;
        boolean runs = source.running() == RunState.RUNNING;
        boolean stopped = source.running() == RunState.STOPPED;
        if (!ours && (ends.move.wasRunning() ? stopped : runs)) {
            return Optional.of("it was " + (ends.move.wasRunning() ? "running" : "stopped") + " when planned and is "
                    + source.running() + " now");
        }
        return Optional.empty();
    }

    /** Whose it is when another run has it in flight; empty when none has. */
    Optional<String> foreign(Ends.Pair pair) {
        if (pair.source().filter(ends::parkedByAnother).isPresent()) {
            return pair.source().map(facts -> "another run (" + facts.owner() + ") has moved it already");
        }
        // Behind our fence nothing but our own copy may lie there: another run has taken it from there to somewhere
        // else.
        if (pair.source().filter(facts -> facts.state() == GuardState.FENCED).isPresent()
                && pair.destination().filter(ends::parkedByAnother).isPresent()) {
            return pair.destination()
                    .map(facts -> "another run (" + facts.owner() + ") has moved it on from "
                            + ends.destination().name());
        }
        return Stream.of(pair.source(), pair.destination())
                .flatMap(Optional::stream)
                .filter(ends::foreign)
                .findFirst()
                .map(facts -> "another run (" + facts.owner() + ") has it in flight");
    }

    /** Left alone and reported (I8); only what this run has begun on the destination, and never completed, goes. */
    void leave(String how, Ends.Pair pair) {
        // Also where the other end is silent: what a predecessor has left open ends with the move.
        ends.resolved(how);
        String left = takeBackBegun(pair).map(this::leftBehind).orElse(". Maybe make a new plan");
        draft.told(Codes.CHANGED, "changed by someone else: " + how + left);
        draft.stoppedAt = Optional.empty();
        walk.become(MoveState.FAILED, how);
    }

    private String leftBehind(Failure failure) {
        return failure instanceof Failure.Permanent kept && kept.code().equals(Codes.CHANGED)
                ? "; " + kept.what() + ". " + kept.maybe()
                : "; what was begun on " + ends.destination().name() + " is still there: " + failure.what()
                        + ". Maybe retry it, that takes it back";
    }

    /** By the guard's facts, not by memory: a retry has forgotten what an earlier attempt has begun. */
    private Optional<Failure> takeBackBegun(Ends.Pair pair) {
        boolean begun = pair.destination()
                .filter(there -> there.owner().equals(ends.authority.owner()))
                .filter(there -> switch (there.state()) {
                    case RECEIVING, SEALED, REVOKED -> true;
                    case OPEN, QUIESCED, RELEASED, FENCED, ABSENT, ACTIVATING, ACTIVE, FINALIZING -> false;
                })
                .isPresent();
        if (!begun) {
            return Optional.empty();
        }
        Optional<Failure> left = steps.undo(List.of(Phase.FULL_SYNC, Phase.INCREMENTAL_SYNC, Phase.FINAL_SYNC));
        // What receives at home was the parked copy, complete once: it stays.
        return left.isPresent() || draft.homeward ? left : steps.undo(Phase.RESERVE);
    }
}
