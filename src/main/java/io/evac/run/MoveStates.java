package io.evac.run;

import io.evac.migration.MoveState;
import io.evac.schedule.Window;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What the states of the moves say about their run. */
final class MoveStates {
    private static final Set<MoveState> OPEN =
            EnumSet.of(MoveState.PLANNED, MoveState.QUEUED, MoveState.RUNNING, MoveState.WAITING);

    private MoveStates() {}

    /** Whether the move is not at an end yet. */
    static boolean open(MoveState state) {
        return OPEN.contains(state);
    }

    /**
     * Whether a run in that state has ended and nothing of it is left to go on with. A run that needs attention may have
     * left moves unverified, and an older Evac may have left some open.
     */
    static boolean settled(RunState state, Map<MoveState, Integer> counts) {
        boolean unverified = state == RunState.NEEDS_ATTENTION && unverified(counts) > 0;
        return state.ended() && !unverified && counts.keySet().stream().noneMatch(MoveStates::open);
    }

    /** Failures that the stop rule counts. */
    static int failures(Map<MoveState, Integer> counts) {
        return counts.getOrDefault(MoveState.FAILED, 0) + counts.getOrDefault(MoveState.NEEDS_ATTENTION, 0);
    }

    /** Moves that have arrived and were not verified: a host was silent, or a way home was undone. */
    static int unverified(Map<MoveState, Integer> counts) {
        return counts.getOrDefault(MoveState.MOVED, 0);
    }

    /**
     * How the run stands once nobody works on it any more; computed from our tables alone.
     *
     * @param orderedHome whether a move was ordered to go home and has not begun to
     */
    static RunState conclusion(Map<MoveState, Integer> counts, boolean orderedHome, LiveRun live) {
        boolean open = OPEN.stream().anyMatch(state -> counts.getOrDefault(state, 0) > 0);
        // What has moved stays where it is when the rest is cancelled.
        boolean unverified = unverified(counts) > 0 && !live.cancelledAsWhole();
        if (open || orderedHome || unverified && live.stopping()) {
            return unfinished(live);
        }
        // Before what is only unverified: that a human is needed must not wait for a host that is silent.
        if (counts.getOrDefault(MoveState.NEEDS_ATTENTION, 0) > 0) {
            return RunState.NEEDS_ATTENTION;
        }
        if (live.cancelledAsWhole()) {
            return RunState.CANCELLED;
        }
        if (unverified) {
            return unfinished(live);
        }
        return counts.getOrDefault(MoveState.FAILED, 0) > 0 ? RunState.FINISHED_WITH_FAILURES : RunState.FINISHED;
    }

    private static RunState unfinished(LiveRun live) {
        return switch (live.stopReason()) {
            case PAUSE -> RunState.PAUSED;
            case NONE -> {
                // Too late for this window: the next goes on with it, if there is one.
                boolean another = live.times().postponed()
                        && live.times().window().filter(Window::followed).isPresent();
                if (another && live.stopRule().isEmpty()) {
                    yield RunState.WAITING;
                }
                yield live.stopRule().isPresent()
                                || live.anyHeld()
                                || live.times().postponed()
                        ? RunState.PAUSED
                        : RunState.INTERRUPTED;
            }
            case SHUTDOWN, DATABASE, LEASE_LOST -> RunState.INTERRUPTED;
        };
    }
}
