package io.evac.remote.tree;

import io.evac.inventory.Rate;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The source packs into ssh, the destination unpacks: a tar stream from host to host, with a key that is good for this
 * transfer only. Every chunk is let go from here, so that limits, deadlines and an order to stop hold as in a relay.
 */
final class TarStream implements Mover {
    /** Chunks that may be on their way before the first is accounted for. */
    static final int AHEAD = 4;

    private static final int BLOCK = 64 << 10;
    private static final int MOST = 8 << 20;
    private static final int LEAST = 4 << 10;
    private static final Duration NAMES_TIME = Duration.ofMinutes(10);
    /** From the order to the receiver at work: ssh's login, and the guard that ends the receiver before. */
    private static final Duration READY_TIME = Duration.ofMinutes(1);

    private final HostLink link;
    private final Clock steady;
    private final Waiter waiter;
    private final Watch watch = new Watch();

    TarStream(HostLink link, Clock steady, Waiter waiter) {
        this.link = link;
        this.steady = steady;
        this.waiter = waiter;
    }

    @Override
    public long carry(Job job, Traffic.Share share) {
        Pair pair = job.pair();
        TarOptions options =
                new TarOptions(pair.source().tools(), pair.destination().tools());
        Throttle throttle = new Throttle(share, job.deadline(), steady, waiter);
        Deadline key = Deadline.in(steady, job.deadline().within(HostLink.LONGEST));
        List<String> unpacker = Scripts.UNPACK_LINK.oneLine(options.extract().toArray(String[]::new));
        long sent = 0;
        String orders = link.open(job.ctx(), job.pair(), key.within(HostLink.LONGEST), unpacker, List.of());
        for (List<String> names : options.archives(job.delta())) {
            sent += send(job, options, orders, names, throttle, key);
        }
        return sent;
    }

    private long send(Job job, TarOptions options, String orders, List<String> names, Throttle throttle, Deadline key) {
        Side source = job.pair().source();
        Duration left = key.within(HostLink.LONGEST);
        List<String> arguments = new ArrayList<>(List.of(keep(job, names), source.directory()));
        Chunk chunk = chunk(throttle.most());
        arguments.addAll(List.of(String.valueOf(chunk.block()), String.valueOf(chunk.count())));
        arguments.add(Faults.HARMLESS);
        arguments.addAll(options.create());
        Command command =
                Command.of(Scripts.TAR.argv(arguments.toArray(String[]::new))).withTimeout(left);
        try (RemoteStream stream = source.shell().open(command);
                Watch.Over watched = watch.over(left, stream);
                Watch.Over patience = watch.over(READY_TIME, stream)) {
            return new TarTalk(job, stream, throttle, chunk.bytes(), patience).lead(orders);
        } catch (RemoteException e) {
            throw Faults.remote(source.place(), e);
        }
    }

    /** Leaves the names at the source; returns the folder of the transfer. */
    private static String keep(Job job, List<String> names) {
        Side source = job.pair().source();
        String keys = source.keys();
        Command command = Scripts.NAMES
                .command(keys, source.instance().value())
                .withStdin(Names.list(names))
                .withTimeout(job.deadline().within(NAMES_TIME));
        try {
            Result result = source.shell().run(command);
            String folder = result.out().strip();
            if (!result.ok() || !folder.startsWith(keys + "/")) {
                throw Faults.unwritable(source.host().name() + ":" + keys, Faults.tail(result.err()));
            }
            return folder;
        } catch (RemoteException e) {
            throw Faults.remote(source.place(), e);
        }
    }

    /** Size and number of the reads that make a chunk. */
    private record Chunk(long block, long count) {
        long bytes() {
            return block * count;
        }
    }

    /** Where there is a limit, the chunks ahead last half a second. */
    private static Chunk chunk(Optional<Rate> limit) {
        long bytes = limit.map(Rate::bytesPerSecond)
                .map(rate -> Math.clamp(rate / (2L * AHEAD), LEAST, MOST))
                .orElse(MOST);
        long block = Math.min(bytes, BLOCK);
        return new Chunk(block, bytes / block);
    }
}
