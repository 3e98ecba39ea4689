package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.Leg;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinalizeMovesTest {
    /** As many as are worked on at once: the next one waits for its turn. */
    private static final int WORKERS = 8;

    @TempDir
    Path home;

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(180, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsAskedHomeBeforeItsTurnToBeFinalizedKeepsItsParkedCopy() {
        Plan plan = TestPlans.of("turn", 1, WORKERS + 1);
        Move last = plan.moves().getLast();
        String name = last.instance().name().value();
        CountDownLatch deleting = new CountDownLatch(WORKERS);
        CountDownLatch delete = new CountDownLatch(1);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            world.walks().before = (move, leg) -> {
                if (leg == Leg.FINALIZE) {
                    deleting.countDown();
                    await(delete);
                }
            };
            CompletableFuture<Optional<String>> finalized = CompletableFuture.supplyAsync(
                    () -> refusal(() -> world.runs().finalizeMoves(run, List.of(), "test")));
            await(deleting);
            world.runs().rollback(run, List.of(name), "test");
            delete.countDown();

            assertThat(finalized.join().orElse(""))
                    .contains(name + " keeps its parked copy")
                    .doesNotContain(";");
            world.ended(run);
            assertThat(world.state(last)).isEqualTo(MoveState.ROLLED_BACK);
            assertThat(world.walks().effects)
                    .contains(new FakeWalks.Effect("i1-1", Leg.FINALIZE), new FakeWalks.Effect(name, Leg.ROLLBACK))
                    .doesNotContain(new FakeWalks.Effect(name, Leg.FINALIZE));
        }
    }

    private static Optional<String> refusal(Runnable command) {
        try {
            command.run();
            return Optional.empty();
        } catch (Runs.RefusedException refused) {
            return Optional.of(refused.getMessage());
        }
    }
}
