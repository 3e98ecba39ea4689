package io.evac.run;

import io.evac.inventory.Durations;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.migration.Parked;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanStore;
import io.evac.run.RunStore.RunRecord;
import io.evac.run.Runs.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is due without being asked for: parked copies whose time is over are finalized, under finalize's conditions, and
 * copies on hosts that were off are fenced. What cannot be done is written down and tried again later.
 */
final class Caretaker {
    private static final String ACTOR = "evac";
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration SILENT = Duration.ofMinutes(5);
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

    private final RunEngine engine;
    private final RunStore runs;
    private final PlanStore plans;
    private final ParkedMoves parkedMoves;
    private final Clock clock;
    /** Before which time a move is not looked at again. */
    private final Map<MoveId, Instant> notBefore = new ConcurrentHashMap<>();

    Caretaker(RunEngine engine, RunStore runs, PlanStore plans, ParkedMoves parkedMoves, Clock clock) {
        this.engine = engine;
        this.runs = runs;
        this.plans = plans;
        this.parkedMoves = parkedMoves;
        this.clock = clock;
    }

    /** One look at every run; one run's trouble is not another's. */
    void look(Function<RunRecord, Visit> enter) {
        for (RunRecord run : runs.withCopies()) {
            try {
                plans.find(run.plan()).ifPresent(plan -> look(run, plan, enter));
            } catch (RefusedException busy) {
                LOG.info("{}: looked after later: {}", run.id(), busy.getMessage());
            } catch (RuntimeException trouble) {
                LOG.warn("{}: looked after later", run.id(), trouble);
            }
        }
    }

    private void look(RunRecord run, Plan plan, Function<RunRecord, Visit> enter) {
        Map<MoveId, MoveRecord> records = Records.byMove(runs.moves(run.id()));
        List<Move> left = due(plan, move -> leftBehind(move, records.get(move.id())));
        List<Move> over = ours(run, due(plan, move -> expired(move, records.get(move.id()), plan)));
        if (!left.isEmpty()) {
            enter.apply(run).during(visit -> settle(visit, left));
        }
        if (!over.isEmpty()) {
            enter.apply(run).during(visit -> expire(visit, plan, over));
        }
    }

    private List<Move> due(Plan plan, java.util.function.Predicate<Move> wanted) {
        return plan.moves().stream()
                .filter(wanted)
                .filter(move -> !clock.instant().isBefore(notBefore.getOrDefault(move.id(), Instant.MIN)))
                .toList();
    }

    /** Without those whose copy is a later run's now, and goes with that. */
    private List<Move> ours(RunRecord run, List<Move> over) {
        Set<MoveId> takenOver =
                over.isEmpty() ? Set.of() : runs.takenOver(run.id()).keySet();
        takenOver.forEach(move -> notBefore.put(move, clock.instant().plus(KEPT)));
        return over.stream().filter(move -> !takenOver.contains(move.id())).toList();
    }

    private static boolean leftBehind(Move move, MoveRecord record) {
        boolean ended = record.state() == MoveState.FAILED || record.state() == MoveState.ROLLED_BACK;
        return ended && Migrator.due(move, record, Leg.SETTLE);
    }

    private boolean expired(Move move, MoveRecord record, Plan plan) {
        Optional<Instant> until = Parked.until(
                record.checkpoint(), record.state() == MoveState.ROLLED_BACK ? move.to() : move.from(), plan.policy());
        return until.filter(time -> !clock.instant().isBefore(time)).isPresent() && parkedMoves.may(move, record);
    }

    private void settle(Visit visit, List<Move> left) {
        engine.walk(visit.live(), left, Leg.SETTLE, move -> true);
        left.forEach(move -> notBefore.put(move.id(), clock.instant().plus(SILENT)));
        visit.leave(Visit.Work.NONE, ACTOR, "settle");
    }

    private void expire(Visit visit, Plan plan, List<Move> over) {
        String why = "parked for " + Durations.text(plan.policy().parkedFor()) + ": ";
        List<Move> kept = parkedMoves.delete(parkedMoves.of(visit, over), ACTOR, why);
        if (!kept.isEmpty()) {
            kept.forEach(move -> notBefore.put(move.id(), clock.instant().plus(KEPT)));
            runs.event(
                    visit.run().id(),
                    "finalize",
                    ACTOR,
                    "tried again in " + Durations.text(KEPT) + ": " + parkedMoves.told(kept));
        }
    }
}
