package io.evac.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.migration.Carrier;
import io.evac.migration.Checkpoint;
import io.evac.migration.MoveContext;
import io.evac.migration.Outcome;
import io.evac.migration.Phase;
import io.evac.migration.PhaseAction;
import io.evac.migration.Progress;
import io.evac.migration.Ticket;
import io.evac.migration.Verifier;
import io.evac.plan.Move;
import io.evac.plan.Policy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** One move whose phases are called by hand, without a migrator and without a journal. */
public final class PhaseWalk {
    private static final int ROUNDS = 20;
    private static final AtomicLong CALLS = new AtomicLong();
    private final List<PhaseAction> actions;
    private MoveContext context;

    public PhaseWalk(Carrier carrier, Function<HostName, Host> hosts, Move move, Verifier verifier) {
        this.actions = carrier.itinerary(move).actions();
        this.context = new MoveContext(
                move,
                Policy.DEFAULT,
                hosts.apply(move.from()),
                hosts.apply(move.to()),
                false,
                1,
                1,
                PhaseWalk::ticket,
                move::downtime,
                () -> false,
                Checkpoint.NONE,
                Progress.NONE,
                verifier);
    }

    /** A ticket for a guard call beside the walk, under its right. */
    public static Ticket ticket() {
        return new Ticket(Story.OWNER, 1, 1, CALLS.incrementAndGet());
    }

    /** The phases of the itinerary, in its order. */
    public List<Phase> phases() {
        return actions.stream().map(PhaseAction::phase).toList();
    }

    /** Runs the phase, all of its rounds; it must be done then. */
    public void run(Phase phase) {
        for (int round = 1; round <= ROUNDS; round++) {
            switch (action(phase).run(context)) {
                case Outcome.Done done -> {
                    context = context.withCheckpoint(done.checkpoint());
                    return;
                }
                case Outcome.Again again -> context = context.withCheckpoint(again.checkpoint());
                case Outcome.Failed failed -> throw new AssertionError(phase.word() + ": " + failed.failure());
            }
        }
        throw new AssertionError(phase.word() + " wants more than " + ROUNDS + " rounds");
    }

    /** Runs every phase up to this one. */
    public void through(Phase last) {
        through(phases().getFirst(), last);
    }

    /** Runs every phase from the first to the last of these. */
    public void through(Phase first, Phase last) {
        assertThat(phases()).contains(first, last);
        phases().stream()
                .filter(phase -> phase.compareTo(first) >= 0 && phase.compareTo(last) <= 0)
                .forEach(this::run);
    }

    public void undo(Phase phase) {
        action(phase).undo(context);
    }

    private PhaseAction action(Phase phase) {
        return actions.stream()
                .filter(action -> action.phase() == phase)
                .findFirst()
                .orElseThrow();
    }
}
