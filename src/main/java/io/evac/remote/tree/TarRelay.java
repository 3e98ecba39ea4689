package io.evac.remote.tree;

import io.evac.migration.FailureException;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Packs on the source, unpacks on the destination; the bytes pass through here. */
final class TarRelay implements Mover {
    private static final int BUFFER = 256 << 10;
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration LAST_WORDS = Duration.ofMinutes(2);

    private final Receivers receivers;
    private final Clock steady;
    private final Waiter waiter;
    private final Watch watch = new Watch();

    TarRelay(Receivers receivers, Clock steady, Waiter waiter) {
        this.receivers = receivers;
        this.steady = steady;
        this.waiter = waiter;
    }

    @Override
    public long carry(Job job, Traffic.Share share) {
        TarOptions options = new TarOptions(
                job.pair().source().tools(), job.pair().destination().tools());
        Throttle throttle = new Throttle(share, job.deadline(), steady, waiter);
        long sent = 0;
        for (List<String> names : options.archives(job.delta())) {
            sent += stream(job, options, names, throttle);
        }
        return sent;
    }

    private long stream(Job job, TarOptions options, List<String> names, Throttle throttle) {
        Side source = job.pair().source();
        Side destination = job.pair().destination();
        Duration left = job.deadline().within(LONGEST);
        List<String> packer = new ArrayList<>(List.of(source.directory(), Faults.HARMLESS));
        packer.addAll(options.create());
        Command pack =
                Command.of(Scripts.SEND.argv(packer.toArray(String[]::new))).withTimeout(left);
        List<String> unpacker = Scripts.UNPACK.oneLine(options.extract().toArray(String[]::new));
        Command unpack = receivers
                .receive(destination.host(), destination.instance(), job.ctx().ticket(), unpacker)
                .withTimeout(left);
        try (RemoteStream in = open(destination, unpack);
                RemoteStream out = open(source, pack)) {
            try (Watch.Over watched = watch.over(left, out, in)) {
                return pump(job, out, in, names, throttle);
            }
        }
    }

    private long pump(Job job, RemoteStream out, RemoteStream in, List<String> names, Throttle throttle) {
        Thread.ofVirtual().start(() -> feed(out.stdin(), names));
        Said said = Said.by(in);
        Side source = job.pair().source();
        Side destination = job.pair().destination();
        long sent = 0;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream to = in.stdin()) {
            for (int n = read(out.stdout(), buffer, source); n >= 0; n = read(out.stdout(), buffer, source)) {
                to.write(buffer, 0, n);
                sent += n;
                job.meter().add(n);
                throttle.pass(n);
                job.deadline().within(LONGEST);
            }
            // A packer that failed must not look like the end of a good archive.
            int packed = await(out, source);
            checkPacked(job, packed, out.stderrTail());
        } catch (InterruptedIOException | InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Faults.cut("the transfer to " + destination.place() + " was interrupted", e);
        } catch (IOException e) {
            throw refused(job, in, said, e);
        }
        int unpacked = await(in, destination);
        if (unpacked != 0) {
            throw Faults.unwritable(destination.place(), "exit " + unpacked + " " + said.tail());
        }
        return sent;
    }

    private static void checkPacked(Job job, int exit, String said) {
        if (exit != 0 && (job.still() || !Faults.onlyMoving(said))) {
            throw Faults.unread(job.pair().source().place(), exit, said);
        }
    }

    /** The receiver took no more: its own words tell why. */
    private FailureException refused(Job job, RemoteStream in, Said said, IOException e) {
        job.deadline().within(LONGEST);
        Side destination = job.pair().destination();
        int exit = await(in, destination);
        return Faults.unwritable(destination.place(), "exit " + exit + " " + said.tail() + " " + e.getMessage());
    }

    private static int read(InputStream from, byte[] buffer, Side source) {
        try {
            return from.read(buffer);
        } catch (IOException e) {
            throw Faults.cut("the stream from " + source.place() + " broke: " + e.getMessage(), e);
        }
    }

    private static RemoteStream open(Side side, Command command) {
        try {
            return side.shell().open(command);
        } catch (RemoteException e) {
            throw Faults.remote(side.place(), e);
        }
    }

    private static int await(RemoteStream stream, Side side) {
        try {
            return stream.await(LAST_WORDS);
        } catch (RemoteException e) {
            throw Faults.remote(side.place(), e);
        }
    }

    private static void feed(OutputStream names, List<String> paths) {
        try (names) {
            for (List<String> piece : Names.pieces(paths, BUFFER)) {
                names.write(Names.list(piece));
            }
        } catch (IOException e) {
            // The packer is gone: its exit status, which is waited for, says so and why.
            return;
        }
    }
}
