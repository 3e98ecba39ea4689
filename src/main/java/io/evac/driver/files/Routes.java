package io.evac.driver.files;

import io.evac.inventory.Host;
import io.evac.migration.MoveContext;
import io.evac.migration.Waiter;
import java.time.Clock;

/** Chooses how the bytes of a job travel: host to host where the two can, else through here. */
final class Routes {
    private final RsyncMover rsync;
    private final TarRelay relay;
    private final Reach reach;

    Routes(RsyncMover rsync, TarRelay relay, Reach reach) {
        this.rsync = rsync;
        this.relay = relay;
        this.reach = reach;
    }

    static Routes of(Receivers receivers, PinnedKeys pinned, Clock clock, Waiter waiter) {
        return new Routes(
                new RsyncMover(receivers, pinned, clock),
                new TarRelay(receivers, clock, waiter),
                new Reach(pinned, clock));
    }

    long carry(Mover.Job job) {
        Pair pair = job.pair();
        return switch (wish(pair)) {
            case RELAY -> relay.carry(job);
            case RSYNC -> forced(job);
            case AUTO -> auto(job);
        };
    }

    private long auto(Mover.Job job) {
        if (!carries(job) || !reach.reaches(job.pair())) {
            return relay.carry(job);
        }
        try {
            return rsync.carry(job);
        } catch (RsyncMover.UnreachedException e) {
            reach.failed(job.pair());
            return relay.carry(job);
        }
    }

    private long forced(Mover.Job job) {
        Pair pair = job.pair();
        String between = "rsync from " + pair.source().host().name() + " to "
                + pair.destination().host().name();
        if (!carries(job)) {
            throw Faults.impossible(
                    between + " lacks a tool, or cannot carry what the tree holds", "Maybe set files.transfer: auto");
        }
        try {
            return rsync.carry(job);
        } catch (RsyncMover.UnreachedException e) {
            throw Faults.impossible(between + ": " + e.getMessage(), "Maybe set files.transfer: auto");
        }
    }

    /** How it would go between these two, as far as it can be told beforehand. */
    Transfer expected(Pair pair) {
        Transfer wish = wish(pair);
        if (wish != Transfer.AUTO) {
            return wish;
        }
        return tools(pair.source().tools(), pair.destination().tools()) && reach.reaches(pair)
                ? Transfer.RSYNC
                : Transfer.RELAY;
    }

    /** The word that hosts.yaml forces, the source's first. */
    static Transfer wish(Pair pair) {
        return wish(pair.source().host(), pair.destination().host());
    }

    static Transfer wish(Host from, Host to) {
        Transfer wish = FilesSettings.of(from).transfer();
        return wish != Transfer.AUTO ? wish : FilesSettings.of(to).transfer();
    }

    /** Whether the two rsyncs keep all that the tree holds. */
    private static boolean carries(Mover.Job job) {
        Tools from = job.pair().source().tools();
        Tools to = job.pair().destination().tools();
        boolean attributes =
                from.has("rsync-xattrs") && to.has("rsync-xattrs") && from.has("rsync-acls") && to.has("rsync-acls");
        return tools(from, to)
                && job.held().entries().values().stream()
                        .noneMatch(entry -> entry.node()
                                || !attributes && !entry.attributes().isEmpty());
    }

    /** Whether both ends have what a transfer from host to host needs. */
    static boolean tools(Tools from, Tools to) {
        return from.rsync() && from.has("ssh") && from.has("ssh-keyscan") && from.has("mktemp") && to.rsync();
    }

    void cleanUp(MoveContext ctx) {
        rsync.cleanUp(ctx);
    }
}
