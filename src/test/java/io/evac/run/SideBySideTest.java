package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    @Test
    void whatIsStillBeingDoneIsWaitedForBeforeTheFirstTroubleIsTold() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        List<CompletableFuture<Void>> works = List.of(
                CompletableFuture.failedFuture(new IllegalArgumentException("the first")),
                slow,
                CompletableFuture.failedFuture(new IllegalArgumentException("the last")));
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(
                () -> SideBySide.await(works),
                work -> Thread.ofPlatform().name("waits").start(work));
        RunWorld.await(() -> slow.getNumberOfDependents() > 0);
        assertThat(waiting).isNotDone();
        slow.complete(null);
        assertThatThrownBy(waiting::join)
                .cause()
                .hasRootCauseMessage("the first")
                .satisfies(told -> assertThat(told.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasRootCauseMessage("the last")));
    }
}
