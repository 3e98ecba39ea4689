package io.evac.it;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real faults in every phase, on real OpenSSH hosts: what the fault table of {@code docs/domain.md} says must be true
 * afterwards: each in the cutover, some before or after it. {@code -Devac.it.full=true} runs every fault in every phase, on both
 * sides of its effect, {@code -Devac.it.cells=fence} those whose name has the word. A cell mostly waits, for timers and for
 * silence, so four ({@code -Devac.it.parallel}) are at work at once, each with hosts of its own. The table of counts is
 * {@code docs/fault-matrix.md}.
 */
@Tag("alone")
class FaultMatrixIT {
    private static final ExecutorService CELLS =
            Executors.newFixedThreadPool(Integer.getInteger("evac.it.parallel", 4));
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private static Path folder;

    @AfterAll
    static void stop() {
        CELLS.shutdownNow();
    }

    private static Stream<FaultCell> cells() {
        String wanted = System.getProperty("evac.it.cells", "");
        boolean full = Boolean.getBoolean("evac.it.full") || !wanted.isEmpty();
        return (full ? FaultCell.all() : FaultCell.few())
                .filter(cell -> cell.toString().contains(wanted));
    }

    @TestFactory
    List<DynamicTest> everyInstanceRunsInOnePlaceWithAllItsDataWhateverBefallsTheRun() {
        return cells().map(FaultMatrixIT::begun).toList();
    }

    private static DynamicTest begun(FaultCell cell) {
        Future<?> done = CELLS.submit(() -> {
            befall(cell);
            return cell;
        });
        return DynamicTest.dynamicTest(cell.toString(), () -> {
            try {
                done.get();
            } catch (ExecutionException failed) {
                // Reports know a test by its method only.
                throw new AssertionError(cell.toString(), failed.getCause());
            }
        });
    }

    private static void befall(FaultCell cell) throws Exception {
        try (FilesScene scene = new FilesScene(cell, folder.resolve("cell-" + NUMBER.incrementAndGet()))) {
            scene.begin();
            cell.fault().strike(scene);
            scene.awaitNoticed();
            cell.fault().heal(scene);
            Aftermath aftermath = new Aftermath(scene);
            aftermath.settle();
            scene.evacuation().assertMoved(scene.evac(), scene.run());
            scene.sentinel().assertNeverTwo();
            Results.row("fault-matrix.md", aftermath.row());
        }
    }
}
