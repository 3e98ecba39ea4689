package io.evac.migration;

import io.evac.plan.Move;
import java.time.Duration;

/** The downtime budget: what it is, and how much of it must be left for the steps that cannot be interrupted. */
final class Budget {
    /** An instance that was stopped when planned has no downtime; its timer only bounds the whole cutover. */
    private static final Duration STOPPED = Duration.ofDays(1);

    private static final Duration MARGIN = Duration.ofSeconds(3);

    private static final Duration REVERSAL = Duration.ofSeconds(30);

    private static final Duration STOP_AND_START = Duration.ofSeconds(30);

    private static final String KEY = "budgetMillis";

    private Budget() {}

    /** The checkpoint with the budget that the policy allows when the rounds do not converge. */
    static Checkpoint raise(Checkpoint checkpoint, Duration budget) {
        return checkpoint.with(KEY, Long.toString(budget.toMillis()));
    }

    /** Whether the policy raised it. */
    static boolean raised(Checkpoint checkpoint) {
        return checkpoint.values().containsKey(KEY);
    }

    static Duration of(Move move, Checkpoint checkpoint) {
        if (!move.wasRunning()) {
            return STOPPED;
        }
        String raised = checkpoint.values().get(KEY);
        return raised == null ? move.downtime() : Duration.ofMillis(Long.parseLong(raised));
    }

    /** See {@link Migrator#longestCutover}. */
    static Duration longest(Move move, Checkpoint checkpoint) {
        Duration budget = move.wasRunning() ? of(move, checkpoint) : move.downtime();
        Duration copy = Convergence.of(checkpoint).predictedFinal();
        Duration own = copy.plus(copy.dividedBy(2)).plus(STOP_AND_START).plus(margin(budget));
        return (own.compareTo(budget) < 0 ? own : budget).plus(reversalFloor(budget));
    }

    /** A reversal gets at least 30 s or half of the budget, even when that is used up: worse than late is down. */
    static Duration reversalFloor(Duration budget) {
        Duration half = budget.dividedBy(2);
        return half.compareTo(REVERSAL) > 0 ? half : REVERSAL;
    }

    /** What activation and health need: at least 3 s and a fifth of the budget, but no more than half of a tiny one. */
    static Duration margin(Duration budget) {
        Duration fifth = budget.dividedBy(5);
        Duration margin = fifth.compareTo(MARGIN) > 0 ? fifth : MARGIN;
        Duration half = budget.dividedBy(2);
        return margin.compareTo(half) > 0 ? half : margin;
    }
}
