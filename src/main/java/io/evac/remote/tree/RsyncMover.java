package io.evac.remote.tree;

import io.evac.inventory.Rate;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.Traffic;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The source sends to the destination by rsync over ssh, with a key that is good for this transfer only. Where there is a
 * limit, what rsync says to ssh goes through {@code pace.sh}, which is told whenever the share changes: rsync's own limit
 * is that of its start.
 */
final class RsyncMover implements Mover {
    private static final Duration LAST_WORDS = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private final HostLink link;
    private final Watch watch = new Watch();

    RsyncMover(HostLink link) {
        this.link = link;
    }

    @Override
    public long carry(Job job, Traffic.Share share) {
        Side source = job.pair().source();
        Duration left = job.deadline().within(HostLink.LONGEST);
        try {
            Rsync rsync = new Rsync(job, share, link.open(job.ctx(), job.pair(), left, List.of(), List.of()));
            return send(rsync, left);
        } catch (IOException e) {
            throw Faults.cut("rsync on " + source.place() + ": " + e.getMessage(), e);
        }
    }

    private long send(Rsync rsync, Duration left) throws IOException {
        Job job = rsync.job;
        try (RemoteStream stream =
                        open(job.pair().source(), command(job, rsync.paced).withTimeout(left));
                Watch.Over watched = watch.over(left, stream)) {
            return rsync.talk(stream);
        }
    }

    /** One rsync at work. */
    private static final class Rsync {
        private static final Duration LOOK = Duration.ofSeconds(1);
        private final Job job;
        private final Traffic.Share share;
        private final String orders;
        private final boolean paced;
        private Optional<Rate> pace;

        Rsync(Job job, Traffic.Share share, String orders) {
            this.job = job;
            this.share = share;
            this.orders = orders;
            this.pace = share.rate();
            this.paced = pace.isPresent() || share.limited();
        }

        long talk(RemoteStream stream) throws IOException {
            StringBuilder all = new StringBuilder(orders);
            job.pair().exclusions().rsync().forEach(rule -> all.append(rule).append('\n'));
            all.append(".\n").append(Scripts.PACE.text()).append(".\n");
            all.append(Pace.of(pace).line()).append(".\n");
            say(stream, all.toString());
            Rsync2Progress progress = new Rsync2Progress(stream.stdout(), job.meter());
            CountDownLatch over = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> tell(stream, over));
            try {
                if (!progress.read(this::mayGoOn)) {
                    throw new FailureException(new Failure.Transient(
                            "EVAC-450",
                            "a limit has come for what rsync on "
                                    + job.pair().source().place()
                                    + " sends without one: it is begun again, where it was",
                            AGAIN));
                }
                finish(job, stream);
                return progress.sent();
            } finally {
                over.countDown();
            }
        }

        /**
         * False where there is a limit by now, and nobody listens: it began when there was none. What keeps an instance
         * down is not begun again for that.
         */
        private boolean mayGoOn() {
            return paced || share.hurried() || share.rate().isEmpty();
        }

        /** Tells each new share, whatever rsync is at, until all is over. */
        private void tell(RemoteStream stream, CountDownLatch over) {
            try {
                while (paced && !over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    Optional<Rate> now = share.rate();
                    if (!now.equals(pace)) {
                        pace = now;
                        say(stream, Pace.of(now).line());
                    }
                }
            } catch (IOException ended) {
                // Whoever listened is gone: rsync's end, which is waited for, says so and why.
                return;
            } catch (InterruptedException called) {
                Thread.currentThread().interrupt();
            }
        }

        private static void say(RemoteStream stream, String text) throws IOException {
            OutputStream in = stream.stdin();
            in.write(text.getBytes(StandardCharsets.ISO_8859_1));
            in.flush();
        }
    }

    /**
     * What {@code pace.sh} reads.
     *
     * @param bytes in a quarter of a second
     * @param block the most that one read takes
     */
    record Pace(long bytes, long block) {
        private static final long PARTS = 4;
        private static final long BLOCK = 64 << 10;
        /** More than any link takes. */
        private static final long UNLIMITED = 1L << 34;

        static Pace of(Optional<Rate> rate) {
            long bytes = rate.map(Rate::bytesPerSecond)
                    .map(bytesPerSecond -> Math.max(1, bytesPerSecond / PARTS))
                    .orElse(UNLIMITED);
            return new Pace(bytes, Math.clamp(bytes / PARTS, 1, BLOCK));
        }

        String line() {
            return bytes + " " + block + "\n";
        }
    }

    private static Command command(Job job, boolean paced) {
        Side source = job.pair().source();
        Tools there = job.pair().destination().tools();
        List<String> argv =
                new ArrayList<>(List.of(source.keys(), source.instance().value()));
        argv.addAll(List.of("rsync", "-rlptgoHS", "--numeric-ids", "--partial", "--exclude-from=exclude"));
        // To the nanosecond: else what differs by less than a second keeps its old time, or rsync's own.
        argv.addAll(List.of("--modify-window=-1", "--info=progress2,stats2", "--no-h"));
        if (source.tools().has("rsync-acls") && there.has("rsync-acls")) {
            argv.add("-A");
        }
        if (source.tools().has("rsync-xattrs") && there.has("rsync-xattrs")) {
            argv.add("-X");
        }
        if (source.tools().has("rsync-zstd") && there.has("rsync-zstd")) {
            // As quick as ssh encrypts, even for what does not compress; rsync takes no notice of holes.
            argv.addAll(List.of("--compress", "--compress-choice=zstd", "--compress-level=1"));
        }
        argv.add("--rsh=" + (paced ? "sh pace.sh" : "ssh -F config"));
        argv.add(source.directory() + "/");
        argv.add(HostLink.ALIAS + ":.");
        return Command.of(Scripts.RSYNC.argv(argv.toArray(String[]::new)));
    }

    private static void finish(Job job, RemoteStream stream) {
        Side source = job.pair().source();
        int exit;
        try {
            exit = stream.await(LAST_WORDS);
        } catch (RemoteException e) {
            throw Faults.remote(source.place(), e);
        }
        String said = Faults.tail(stream.stderrTail());
        boolean vanished = exit == 24 || exit == 23 && Faults.onlyMoving(moving(stream.stderrTail()));
        if (exit == 0 || vanished && !job.still()) {
            return;
        }
        if (exit == HostLink.UNREACHED || exit == 12 && said.contains("connection unexpectedly closed (0 bytes")) {
            throw new UnreachedException("exit " + exit + " " + said);
        }
        if (said.contains("No space left")) {
            throw Faults.unwritable(job.pair().destination().place(), said);
        }
        throw new FailureException(new Failure.Transient(
                "EVAC-450", "rsync on " + source.place() + " ended with " + exit + ": " + said, AGAIN));
    }

    /** What it complained of, without its own summary line. */
    private static String moving(String said) {
        return said.lines().filter(line -> !line.startsWith("rsync error:")).collect(Collectors.joining("\n"));
    }

    private static RemoteStream open(Side side, Command command) {
        try {
            return side.shell().open(command);
        } catch (RemoteException e) {
            throw Faults.remote(side.place(), e);
        }
    }
}
