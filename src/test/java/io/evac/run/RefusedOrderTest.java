package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An order to an ended run that another run stands in the way of is refused, and leaves nothing behind. */
class RefusedOrderTest {
    private static final Plan FIRST = TestPlans.of("first", 1, 2);
    private static final Move ONE = FIRST.moves().getFirst();
    private static final Move OTHER = FIRST.moves().get(1);

    @TempDir
    Path home;

    private static String name(Move move) {
        return move.instance().name().value();
    }

    /** Ended, with another unfinished run of the same instances, that is cancelled once the order was refused. */
    private static void refused(RunWorld world, RunId run, String code, Plan inTheWay, BiConsumer<Runs, RunId> order) {
        RunState before = world.state(run);
        Both found = Both.of(world);
        RunId second = world.store().create(inTheWay, Optional.empty(), "test").id();
        assertThatThrownBy(() -> order.accept(world.runs(), run))
                .isInstanceOfSatisfying(
                        Runs.RefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
        assertThat(world.idle(run)).as("kept by nobody").isTrue();
        assertThat(world.leases().holder(run)).isEmpty();
        assertThat(world.state(run)).isEqualTo(before);
        assertThat(Both.of(world)).isEqualTo(found);
        world.runs().cancel(second, List.of(), "test");
        assertThat(world.ended(second)).isEqualTo(RunState.CANCELLED);
    }

    /** What the journal says of both moves. */
    private record Both(MoveRecord one, MoveRecord other) {
        static Both of(RunWorld world) {
            return new Both(world.record(ONE), world.record(OTHER));
        }
    }

    @Test
    void aRefusedWayHomeIsNotGoneWithTheNextOne() {
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(FIRST);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            Plan second = TestPlans.of("second", 1, 2);
            refused(world, run, "EVAC-510", second, (runs, it) -> runs.rollback(it, List.of(name(ONE)), "test"));

            world.runs().rollback(run, List.of(name(OTHER)), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(OTHER)).isEqualTo(MoveState.ROLLED_BACK);
            assertThat(world.state(ONE)).isEqualTo(MoveState.VERIFIED);
            world.runs().finalizeMoves(run, List.of(name(ONE)), "test");
            assertThat(world.state(ONE)).isEqualTo(MoveState.FINALIZED);
        }
    }

    @Test
    void aRefusedWayBackToTheParkedCopyIsNotGoneEither() {
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(FIRST);
            world.ended(run);
            Plan sameHost = new TestPlans("same-host")
                    .move("h1", "stranger", 0, Optional.empty())
                    .plan();
            refused(
                    world,
                    run,
                    "EVAC-511",
                    sameHost,
                    (runs, it) -> runs.discard(it, List.of(name(ONE)), Optional.empty(), "test"));
            assertThat(world.discards(ONE)).isFalse();
        }
    }

    @Test
    void aRefusedRetryLeavesTheMoveFailed() {
        try (RunWorld world = new RunWorld(home)) {
            world.walks().failing.add(name(ONE));
            RunId run = world.apply(FIRST);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED_WITH_FAILURES);
            world.walks().failing.clear();
            Plan second = TestPlans.of("second", 1, 2);
            refused(world, run, "EVAC-510", second, (runs, it) -> runs.retry(it, List.of(), Optional.empty(), "test"));
            assertThat(world.state(ONE)).isEqualTo(MoveState.FAILED);

            world.runs().retry(run, List.of(), Optional.empty(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }
}
