package io.evac.migration;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.plan.Move;
import io.evac.plan.Policy;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a phase action may know and use. {@code source} and {@code destination} are the roles of this walk: a reversal
 * and a rollback are the same walk with the roles swapped ({@link #homeward}).
 *
 * @param homeward whether the roles are swapped: the copy travels back to where the plan found it
 * @param attempt of the move; receivers and records carry it
 * @param n the quiesce number of this cutover; 0 before there is one
 * @param tickets a fresh ticket for each guard call, rising call numbers under one epoch and attempt
 * @param budgetLeft what is left of the downtime budget; the whole of it while nothing is stopped
 * @param tooLate whether the window of the move has no time any more for a cutover that begins now
 * @param verifier asks both hosts about the moved instance, past everything that is remembered
 */
public record MoveContext(
        Move move,
        Policy policy,
        Host source,
        Host destination,
        boolean homeward,
        int attempt,
        int n,
        Supplier<Ticket> tickets,
        Supplier<Duration> budgetLeft,
        BooleanSupplier tooLate,
        Checkpoint checkpoint,
        Progress progress,
        Verifier verifier) {

    public InstanceName instance() {
        return move.instance().name();
    }

    /** Whether what stops the instance hands it over; on the way home it is stopped plainly. */
    public boolean handsOver() {
        return move.type().handsOver() && move.wasRunning() && !homeward;
    }

    /** A fresh ticket for the next guard call. */
    public Ticket ticket() {
        return tickets.get();
    }

    public MoveContext withCheckpoint(Checkpoint newer) {
        return with(newer, progress);
    }

    /** The same, telling another how far the move is. */
    public MoveContext withProgress(Progress other) {
        return with(checkpoint, other);
    }

    private MoveContext with(Checkpoint newer, Progress told) {
        return new MoveContext(
                move,
                policy,
                source,
                destination,
                homeward,
                attempt,
                n,
                tickets,
                budgetLeft,
                tooLate,
                newer,
                told,
                verifier);
    }
}
