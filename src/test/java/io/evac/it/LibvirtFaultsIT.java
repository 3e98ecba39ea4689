package io.evac.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link FaultMatrixIT} for domains of libvirt: real faults in every phase of cold, semi-live and warm moves, between real
 * hypervisors, judged by their processes, their disks and what libvirt has defined. {@code -Devac.it.full=true} runs every
 * cell, {@code -Devac.it.cells=fence} those whose name fits, {@code -Devac.it.done} none that a table has a row of, {@code
 * -Devac.it.parallel} so many pairs of hypervisors at once. The table is {@code docs/libvirt-fault-matrix.md}.
 */
@Tag("alone")
class LibvirtFaultsIT {
    private static final int PAIRS = Integer.getInteger("evac.it.parallel", 2);
    private static final ExecutorService CELLS = Executors.newFixedThreadPool(PAIRS);
    /** As often a guest is handed over until a kernel that QEMU has broken counts as a failure. */
    private static final int HAND_OVERS = 3;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The pairs of hypervisors that no cell is using. */
    private static final BlockingQueue<Pair> FREE = new LinkedBlockingQueue<>();

    private static final AtomicInteger BUILT = new AtomicInteger();

    @TempDir
    private static Path folder;

    /** Two hypervisors, and what a guest of theirs is called: on the whole machine no other is. */
    private record Pair(LibvirtHosts hosts, String guest) {
        static Pair build() throws Exception {
            int number = BUILT.incrementAndGet();
            return new Pair(
                    new LibvirtHosts(2, folder.resolve("pair-" + number)),
                    "f" + ProcessHandle.current().pid() + "-" + number);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        CELLS.shutdownNow();
        for (Pair pair : FREE) {
            pair.hosts().close();
        }
    }

    private static Stream<FaultCell> cells() throws IOException {
        Pattern wanted = Pattern.compile(System.getProperty("evac.it.cells", ""));
        boolean full = Boolean.getBoolean("evac.it.full") || !wanted.pattern().isEmpty();
        String table = System.getProperty("evac.it.done", "");
        List<String> done = table.isEmpty() ? List.of() : Files.readAllLines(Path.of(table));
        return (full ? DomainCells.all() : DomainCells.few())
                .filter(cell -> wanted.matcher(name(cell)).find())
                .filter(cell -> done.stream().noneMatch(row -> row.startsWith(key(cell))));
    }

    /** How its row begins. */
    private static String key(FaultCell cell) {
        return "| %s | %s | %s | %s |"
                .formatted(cell.type(), cell.fault().word(), cell.phase().word(), cell.side());
    }

    private static String name(FaultCell cell) {
        return cell.type() + ", " + cell;
    }

    @TestFactory
    List<DynamicTest> aGuestRunsInOnePlaceWithAllItsDataWhateverBefallsItsMove() throws IOException {
        return cells().map(LibvirtFaultsIT::begun).toList();
    }

    private static DynamicTest begun(FaultCell cell) {
        Future<?> done = CELLS.submit(() -> {
            befall(cell);
            return cell;
        });
        return DynamicTest.dynamicTest(name(cell), () -> {
            try {
                done.get();
            } catch (ExecutionException failed) {
                // Reports know a test by its method only.
                throw new AssertionError(name(cell), failed.getCause());
            }
        });
    }

    /** What was handed over may have been broken by QEMU on its way, which nothing here can mend or is to be blamed for. */
    private static void befall(FaultCell cell) throws Exception {
        int more = cell.type().startsWith("live") ? HAND_OVERS - 1 : 0;
        while (!befall(cell, more > 0)) {
            more--;
        }
    }

    private static boolean befall(FaultCell cell, boolean again) throws Exception {
        Pair idle = FREE.poll();
        Pair pair = idle == null ? Pair.build() : idle;
        boolean sound = false;
        try {
            sound = befall(cell, pair, again);
            return sound;
        } finally {
            // What a failure leaves would be the next cell's.
            if (sound) {
                FREE.add(pair);
            } else {
                pair.hosts().close();
            }
        }
    }

    /** False when the guest's kernel says that it is broken, and it may be tried again. */
    private static boolean befall(FaultCell cell, Pair pair, boolean again) throws Exception {
        Path place = folder.resolve("cell-" + NUMBER.incrementAndGet());
        try (DomainScene scene = new DomainScene(cell, place, pair.hosts(), pair.guest())) {
            try {
                scene.begin();
                cell.fault().strike(scene);
                scene.awaitNoticed();
                cell.fault().heal(scene);
                Aftermath aftermath = new Aftermath(scene);
                aftermath.settle();
                scene.assertInItsPlace();
                Results.row("libvirt-fault-matrix.md", "| " + cell.type() + " " + aftermath.row());
                return true;
            } catch (Throwable failed) {
                // At once: the others may take an hour.
                System.out.println(name(cell) + " failed: " + failed + scene.explanation());
                if (again && scene.kernelBroken()) {
                    System.out.println(
                            name(cell) + ": QEMU has broken the guest's kernel, see its console above; again");
                    return false;
                }
                throw failed;
            }
        }
    }
}
