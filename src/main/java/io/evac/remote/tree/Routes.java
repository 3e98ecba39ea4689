package io.evac.remote.tree;

import io.evac.inventory.Rate;
import io.evac.migration.MoveContext;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Chooses how the bytes of a job travel: host to host where the two can, else through here. Thread-safe. */
public final class Routes {
    private final Map<Transfer, Mover> movers;
    private final HostLink link;
    private final Reach reach;
    private final Traffic traffic;
    private final long small;

    private Routes(Map<Transfer, Mover> movers, HostLink link, Reach reach, Traffic traffic, long small) {
        this.traffic = traffic;
        this.small = small;
        this.movers = movers;
        this.link = link;
        this.reach = reach;
    }

    /**
     * @param pinned the keys by which hosts know each other
     * @param traffic what limits what is sent
     * @param wall what hosts compare with their own clocks
     * @param steady measures; no one steps it
     * @param waiter waits where there is a limit
     */
    public static Routes of(
            Receivers receivers, PinnedKeys pinned, Traffic traffic, Clock wall, Clock steady, Waiter waiter) {
        HostLink link = new HostLink(receivers, pinned, wall);
        Map<Transfer, Mover> movers = Map.of(
                Transfer.RSYNC, new RsyncMover(link),
                Transfer.TAR, new TarStream(link, steady, waiter),
                Transfer.RELAY, new TarRelay(receivers, steady, waiter));
        return new Routes(movers, link, new Reach(pinned, steady), traffic, 0);
    }

    /**
     * The same, but a last copy of fewer bytes goes through here where nothing forces another way: no key has to be given,
     * nor has a host to log in at another, while the instance stands still.
     */
    public Routes relayingLast(long bytes) {
        return new Routes(movers, link, reach, traffic, bytes);
    }

    /**
     * Carries a job that is not empty; {@link #close} takes back the key that it may have needed.
     *
     * @param hurried whether the instance stands still meanwhile
     * @return bytes sent over the wire
     * @throws io.evac.migration.FailureException when not all of it arrived
     */
    long carry(Mover.Job job, boolean hurried) {
        Transfer wish = wish(job.pair().source(), job.pair().destination());
        MoveContext ctx = job.ctx();
        try (Traffic.Share share = traffic.join(ctx.move().id().plan(), ctx.source(), ctx.destination(), hurried)) {
            return switch (wish) {
                case RELAY -> by(Transfer.RELAY, job, share);
                case RSYNC, TAR -> forced(wish, job, share);
                case AUTO -> hurried && job.delta().bytes() < small ? by(Transfer.RELAY, job, share) : auto(job, share);
            };
        }
    }

    private long by(Transfer transfer, Mover.Job job, Traffic.Share share) {
        return movers.get(transfer).carry(job, share);
    }

    private long auto(Mover.Job job, Traffic.Share share) {
        try {
            return by(expected(job.pair(), job.held()), job, share);
        } catch (UnreachedException e) {
            reach.failed(job.pair());
            // The relay needs no key, and may take hours.
            close(job.ctx());
            return by(Transfer.RELAY, job, share);
        }
    }

    private long forced(Transfer transfer, Mover.Job job, Traffic.Share share) {
        Pair pair = job.pair();
        String between = transfer.word() + " from " + pair.source().host().name() + " to "
                + pair.destination().host().name();
        String maybe = "Maybe set " + pair.source().setting() + ": auto";
        if (!carries(transfer, pair, job.held())) {
            throw Faults.impossible(between + " lacks a tool, or cannot carry what the tree holds", maybe);
        }
        try {
            return by(transfer, job, share);
        } catch (UnreachedException e) {
            throw Faults.impossible(between + ": " + e.getMessage(), maybe);
        }
    }

    /**
     * How a tree would go between these two, as far as it can be told beforehand; never {@link Transfer#AUTO}.
     *
     * @param held what the source holds
     * @throws io.evac.migration.FailureException when the source cannot be asked
     */
    public Transfer expected(Pair pair, Manifest held) {
        Transfer wish = wish(pair.source(), pair.destination());
        if (wish != Transfer.AUTO) {
            return wish;
        }
        return Stream.of(Transfer.RSYNC, Transfer.TAR)
                .filter(direct -> carries(direct, pair, held))
                .findFirst()
                .filter(direct -> reach.reaches(pair))
                .orElse(Transfer.RELAY);
    }

    /** What hosts.yaml forces, the source's word first; else {@link Transfer#AUTO}. */
    public static Transfer wish(Side from, Side to) {
        return from.transfer() != Transfer.AUTO ? from.transfer() : to.transfer();
    }

    /** Whether the tools of both ends keep all that the tree holds; what no tar keeps was refused beforehand. */
    private static boolean carries(Transfer transfer, Pair pair, Manifest held) {
        Tools from = pair.source().tools();
        Tools to = pair.destination().tools();
        // What a source's tools do not show need not be kept, though a manifest names it: the pair is without
        // attributes.
        boolean attributes = !from.has("getfattr")
                || from.has("rsync-xattrs") && to.has("rsync-xattrs") && from.has("rsync-acls") && to.has("rsync-acls");
        return tools(transfer, from, to)
                && (transfer != Transfer.RSYNC
                        || held.entries().values().stream()
                                .noneMatch(entry -> entry.node()
                                        || !attributes && !entry.attributes().isEmpty()));
    }

    /** Whether both ends have what such a transfer needs. */
    public static boolean tools(Transfer transfer, Tools from, Tools to) {
        boolean login = from.has("ssh") && from.has("ssh-keyscan") && from.has("mktemp");
        return switch (transfer) {
            case AUTO, RELAY -> true;
            case TAR -> login && from.has("mkfifo");
            case RSYNC -> login && from.has("mkfifo") && from.rsync() && to.rsync();
        };
    }

    /** Something that the move sends at a rate for good begins: its share, to be closed. */
    public Traffic.Share joinFixed(MoveContext ctx, Optional<Rate> rate) {
        return traffic.joinFixed(ctx.move().id().plan(), ctx.source(), ctx.destination(), rate);
    }

    /** What it would get now; empty for no limit. */
    public Optional<Rate> fixed(MoveContext ctx) {
        return traffic.fixed(ctx.move().id().plan(), ctx.source(), ctx.destination());
    }

    /**
     * Lets a program of the source reach sockets of the destination, over ssh by the files {@code config}, {@code key} and
     * {@code known} in {@code keys/<instance>.handover} below the source's guard; {@link #cleanUp} takes the key back.
     *
     * @param left how long the key is good, at most 12 hours
     * @param sockets absolute paths
     * @param options kept there as {@code options}
     * @param definition kept there as {@code domain.xml}
     * @throws io.evac.migration.FailureException when the source cannot keep them, or the destination takes no key
     */
    public void tunnel(
            MoveContext ctx, Pair pair, Duration left, List<String> sockets, String options, byte[] definition) {
        Side source = pair.source();
        try {
            String orders = link.open(
                    ctx, pair, left.compareTo(HostLink.LONGEST) < 0 ? left : HostLink.LONGEST, List.of(), sockets);
            ByteArrayOutputStream stdin = new ByteArrayOutputStream();
            stdin.writeBytes((orders + options + "\n.\n").getBytes(StandardCharsets.ISO_8859_1));
            stdin.writeBytes(definition);
            Result kept = source.shell()
                    .run(Scripts.TUNNEL
                            .command(source.keys(), source.instance().value(), "options", "domain.xml")
                            .withStdin(stdin.toByteArray()));
            if (!kept.ok()) {
                throw Faults.unwritable(source.place(), Faults.tail(kept.err()));
            }
        } catch (RemoteException e) {
            throw Faults.remote(source.place(), e);
        } catch (UnreachedException e) {
            throw Faults.impossible(
                    "a hand-over from " + source.host().name() + " to "
                            + pair.destination().host().name() + ": " + e.getMessage(),
                    "Maybe move it by another type");
        }
    }

    /** Takes back the key of a transfer that has ended, if it got one; a guard that is silent is no error. */
    void close(MoveContext ctx) {
        link.close(ctx);
    }

    /** Takes back every key of the move, earlier processes' too; idempotent; a guard that is silent is no error. */
    public void cleanUp(MoveContext ctx) {
        link.takeBack(ctx);
    }
}
