package io.evac.driver.files;

import io.evac.inventory.Address;
import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.MoveContext;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The source sends to the destination by rsync over ssh, with a key that is good for this transfer only. */
final class RsyncMover implements Mover {
    /** Only the known_hosts file that travels with the key knows this name. */
    private static final String ALIAS = "evac-destination";

    private static final Duration KEY_LIFE = Duration.ofHours(12);
    private static final Duration LAST_WORDS = Duration.ofMinutes(1);
    private static final int UNREACHED = 255;

    private final Receivers receivers;
    private final Eraser eraser;
    private final PinnedKeys pinned;
    private final Clock clock;
    private final Watch watch = new Watch();
    private final Set<Granted> granted = ConcurrentHashMap.newKeySet();

    private record Granted(Host host, InstanceName instance) {}

    RsyncMover(Receivers receivers, PinnedKeys pinned, Clock clock) {
        this.receivers = receivers;
        this.eraser = new Eraser(receivers);
        this.pinned = pinned;
        this.clock = clock;
    }

    /** No key could be given, or ssh itself failed: the hosts do not reach each other after all. */
    static final class UnreachedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreachedException(String said) {
            super(said);
        }
    }

    @Override
    public long carry(Job job) {
        MoveContext ctx = job.ctx();
        Side source = job.pair().source();
        Side destination = job.pair().destination();
        eraser.age(ctx, destination, job.delta().directories(), job.deadline());
        OneTimeKey key = new OneTimeKey();
        Duration left = job.deadline().within(KEY_LIFE);
        grant(job, key, left);
        try (RemoteStream stream = open(source, command(job).withTimeout(left));
                Watch.Over watched = watch.over(left, stream)) {
            byte[] orders = orders(job, key).getBytes(StandardCharsets.ISO_8859_1);
            OutputStream in = stream.stdin();
            in.write(orders);
            in.flush();
            long sent = new Rsync2Progress(stream.stdout(), job.meter()).read();
            finish(job, stream);
            return sent;
        } catch (IOException e) {
            throw Faults.cut("rsync on " + source.place() + ": " + e.getMessage(), e);
        } finally {
            cleanUp(ctx);
        }
    }

    private void grant(Job job, OneTimeKey key, Duration left) {
        Side destination = job.pair().destination();
        String from = addresses(job.pair().source().host().address());
        granted.add(new Granted(destination.host(), destination.instance()));
        try {
            receivers.grant(
                    destination.host(),
                    destination.instance(),
                    job.ctx().ticket(),
                    key.publicLine(),
                    from,
                    clock.instant().plus(left).plus(LAST_WORDS),
                    List.of());
        } catch (GuardRefusedException e) {
            if (e.reason() == GuardRefusedException.Reason.HOST) {
                throw new UnreachedException(e.getMessage());
            }
            throw e;
        } catch (GuardUnreachableException e) {
            throw Faults.cut(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Takes back the key of a transfer, if there is one. Where the guard cannot be asked this is put off and said, never
     * an error: the key ends by itself, and whoever cleans up after a failure must get on.
     */
    void cleanUp(MoveContext ctx) {
        Granted key = new Granted(ctx.destination(), ctx.instance());
        if (!granted.contains(key)) {
            return;
        }
        try {
            receivers.ungrant(ctx.destination(), ctx.instance(), ctx.ticket().owner());
            granted.remove(key);
        } catch (GuardUnreachableException | GuardRefusedException e) {
            ctx.progress().waiting(ctx.move().id(), "a transfer key expires unrevoked: " + e.getMessage());
        }
    }

    /** Private key, known host, exclusions. */
    private String orders(Job job, OneTimeKey key) {
        StringBuilder orders = new StringBuilder(key.privateFile()).append(".\n");
        for (String pin : pinned.of(job.pair().destination().host().address())) {
            orders.append(ALIAS).append(' ').append(pin).append('\n');
        }
        orders.append(".\n");
        job.pair().exclusions().rsync().forEach(rule -> orders.append(rule).append('\n'));
        return orders.append(".\n").toString();
    }

    private Command command(Job job) {
        Side source = job.pair().source();
        Tools there = job.pair().destination().tools();
        List<String> argv =
                new ArrayList<>(List.of(FilesSettings.of(source.host()).keys()));
        argv.add(source.instance().value());
        argv.addAll(List.of("rsync", "-rlptgoHS", "--numeric-ids", "--partial", "--exclude-from=exclude"));
        argv.addAll(List.of("--info=progress2,stats2", "--no-h"));
        if (source.tools().has("rsync-acls") && there.has("rsync-acls")) {
            argv.add("-A");
        }
        if (source.tools().has("rsync-xattrs") && there.has("rsync-xattrs")) {
            argv.add("-X");
        }
        Throttle.limit(source.host(), job.pair().destination().host(), clock)
                .ifPresent(limit -> argv.add("--bwlimit=" + Math.max(1, limit.bytesPerSecond() / 1024)));
        argv.add("--rsh=" + ssh(job.pair().destination().host().address()));
        argv.add(source.directory() + "/");
        argv.add(ALIAS + ":.");
        return Command.of(Scripts.RSYNC.argv(argv.toArray(String[]::new)));
    }

    /** rsync splits this at blanks; {@link Reach} let only plain addresses and users through. */
    private static String ssh(Address to) {
        return "ssh -F none -i key -o UserKnownHostsFile=known -o GlobalKnownHostsFile=none -o StrictHostKeyChecking=yes"
                + " -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityAgent=none -o ConnectTimeout=10"
                + " -o ServerAliveInterval=10 -o ServerAliveCountMax=3 -o HostKeyAlias=" + ALIAS
                + " -o HostName=" + to.host() + " -l " + to.user() + " -p " + to.port();
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
        if (exit == UNREACHED || exit == 12 && said.contains("connection unexpectedly closed (0 bytes")) {
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

    /** The source's addresses, as the destination may see them. */
    private static String addresses(Address source) {
        try {
            return Arrays.stream(InetAddress.getAllByName(source.host()))
                    .map(InetAddress::getHostAddress)
                    .map(address -> address.replaceFirst("%.*", ""))
                    .distinct()
                    .collect(Collectors.joining(","));
        } catch (UnknownHostException e) {
            throw new UnreachedException("no address for " + source.host());
        }
    }

    private static RemoteStream open(Side side, Command command) {
        try {
            return side.shell().open(command);
        } catch (RemoteException e) {
            throw Faults.remote(side.place(), e);
        }
    }
}
