package io.evac.remote.tree;

import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The source sends to the destination by rsync over ssh, with a key that is good for this transfer only. */
final class RsyncMover implements Mover {
    private static final Duration LAST_WORDS = Duration.ofMinutes(1);
    private final HostLink link;
    private final Clock wall;
    private final Watch watch = new Watch();

    RsyncMover(HostLink link, Clock wall) {
        this.link = link;
        this.wall = wall;
    }

    @Override
    public long carry(Job job) {
        Side source = job.pair().source();
        Duration left = job.deadline().within(HostLink.LONGEST);
        try {
            return send(job, link.open(job.ctx(), job.pair(), left, List.of(), List.of()), left);
        } catch (IOException e) {
            throw Faults.cut("rsync on " + source.place() + ": " + e.getMessage(), e);
        }
    }

    private long send(Job job, String orders, Duration left) throws IOException {
        try (RemoteStream stream = open(job.pair().source(), command(job).withTimeout(left));
                Watch.Over watched = watch.over(left, stream)) {
            StringBuilder all = new StringBuilder(orders);
            job.pair().exclusions().rsync().forEach(rule -> all.append(rule).append('\n'));
            OutputStream in = stream.stdin();
            in.write(all.append(".\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            in.flush();
            long sent = new Rsync2Progress(stream.stdout(), job.meter()).read();
            finish(job, stream);
            return sent;
        }
    }

    private Command command(Job job) {
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
        Throttle.limit(source.host(), job.pair().destination().host(), wall)
                .ifPresent(limit -> argv.add("--bwlimit=" + Math.max(1, limit.bytesPerSecond() / 1024)));
        argv.add("--rsh=ssh -F config");
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
                "EVAC-450", "rsync on " + source.place() + " ended with " + exit + ": " + said, Duration.ofSeconds(5)));
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
