package io.evac.run;

import io.evac.inventory.HostName;
import io.evac.migration.Authority;
import io.evac.migration.Control;
import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.Move;
import io.evac.plan.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A migrator without hosts: journals what the real one would, and remembers every effect. */
final class FakeWalks implements Walks {
    /** One leg that was done for one move. */
    record Effect(String instance, Leg leg) {}

    final List<Effect> effects = new CopyOnWriteArrayList<>();
    final List<String> adopted = new CopyOnWriteArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final Set<String> failing = ConcurrentHashMap.newKeySet();
    /** Instances of which a host is silent when they are verified, and whose way home is undone. */
    final Set<String> silent = ConcurrentHashMap.newKeySet();

    /** How far a cutover is when {@link #before} is asked. */
    volatile Phase cutover = Phase.FENCE;

    volatile BiConsumer<Move, Leg> before = (move, leg) -> {};
    volatile long guardsEpoch;
    private final Journal journal;

    /** An error that should not happen, in the cutover of that instance. */
    void breakInCutover(String instance) {
        before = (move, leg) -> {
            if (leg == Leg.CUTOVER && move.instance().name().value().equals(instance)) {
                throw new IllegalStateException("a defect");
            }
        };
    }

    FakeWalks(Journal journal) {
        this.journal = journal;
    }

    @Override
    public MoveRecord topUp(Move move, Policy policy, Authority authority, Control control) {
        return journal.read(move.id());
    }

    @Override
    public MoveRecord advance(Move move, Policy policy, Leg leg, Authority authority, Control control) {
        MoveRecord found = journal.read(move.id());
        boolean home = leg == Leg.ROLLBACK;
        if (control.cancelRequested(move.id()) && MoveStates.open(found.state())) {
            return write(found, MoveState.CANCELLED, Optional.empty(), List.of(), authority);
        }
        if (home && (control.cancelRequested(move.id()) || found.cancelRequested())) {
            return write(found, MoveState.MOVED, Optional.empty(), found.completed(), authority);
        }
        Phase first = leg == Leg.CUTOVER ? cutover : leg.phases().getFirst();
        // What has moved stays moved while it is looked at: after a crash it must not be due for a cutover.
        boolean looks = leg == Leg.VERIFY || leg == Leg.FINALIZE;
        write(
                begun(found, leg),
                looks ? found.state() : MoveState.RUNNING,
                Optional.of(first),
                found.completed(),
                authority);
        before.accept(move, leg);
        if (leg == Leg.CUTOVER && !cutover.switching() && control.cancelRequested(move.id())) {
            return write(found, MoveState.CANCELLED, Optional.empty(), List.of(), authority);
        }
        if (failing.contains(move.instance().name().value()) && leg == Leg.CUTOVER) {
            return write(found, MoveState.FAILED, Optional.of(first), List.of(), authority);
        }
        if (silent.contains(move.instance().name().value()) && (leg == Leg.VERIFY || home)) {
            return write(found, MoveState.MOVED, Optional.of(first), found.completed(), authority);
        }
        List<Phase> completed = new ArrayList<>(found.completed());
        completed.addAll(leg.phases());
        MoveRecord done =
                write(found, after(leg, found), Optional.of(leg.phases().getLast()), completed, authority);
        effects.add(new Effect(move.instance().name().value(), leg));
        return done;
    }

    /** As the walk begins: on its way home, or stopped for its cutover. */
    private static MoveRecord begun(MoveRecord r, Leg leg) {
        boolean home = leg == Leg.ROLLBACK;
        return new MoveRecord(
                r.id(),
                r.run(),
                r.state(),
                r.phase(),
                r.completed(),
                r.attempt(),
                r.n(),
                home || r.homeward(),
                home ? r.checkpoint().with("walk", "rollback") : r.checkpoint(),
                leg == Leg.CUTOVER ? Optional.of(System.currentTimeMillis()) : r.stoppedAt(),
                r.downtimeMillis(),
                r.failures(),
                r.cancelRequested(),
                r.code(),
                r.message());
    }

    private static MoveState after(Leg leg, MoveRecord found) {
        return switch (leg) {
            case FULL_SYNC, INCREMENTAL_SYNC -> MoveState.QUEUED;
            case CUTOVER -> MoveState.MOVED;
            case VERIFY -> MoveState.VERIFIED;
            case ROLLBACK -> MoveState.ROLLED_BACK;
            case SETTLE -> found.state();
            case FINALIZE -> found.state() == MoveState.ROLLED_BACK ? found.state() : MoveState.FINALIZED;
        };
    }

    private MoveRecord write(
            MoveRecord r, MoveState state, Optional<Phase> phase, List<Phase> completed, Authority authority) {
        MoveRecord next = new MoveRecord(
                r.id(),
                r.run(),
                state,
                phase,
                completed,
                r.attempt(),
                r.n(),
                r.homeward(),
                r.checkpoint(),
                r.stoppedAt(),
                r.downtimeMillis(),
                r.failures(),
                r.cancelRequested(),
                Optional.empty(),
                Optional.empty());
        journal.write(next, authority.epoch(), "evac", "test");
        return next;
    }

    @Override
    public void adopt(Move move, Authority authority) {
        adopted.add(move.instance().name().value());
    }

    @Override
    public long highestEpoch(HostName host) {
        asked.add(host.value());
        return guardsEpoch;
    }
}
