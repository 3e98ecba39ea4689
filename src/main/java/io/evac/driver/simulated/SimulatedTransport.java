package io.evac.driver.simulated;

import io.evac.inventory.ByteSize;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.GuardState;
import io.evac.migration.MoveContext;
import io.evac.migration.Phase;
import io.evac.migration.Ticket;
import io.evac.migration.Transport;
import java.time.Duration;
import java.util.Optional;

/** Carries positions instead of bytes, at the world's rate. */
final class SimulatedTransport implements Transport {
    private static final int SLICES = 4;
    private final SimulatedWorld world;

    SimulatedTransport(SimulatedWorld world) {
        this.world = world;
    }

    @Override
    public Synced sync(MoveContext ctx, Round round) {
        Copy from = world.copy(new InstanceRef(ctx.source().name(), ctx.instance()));
        Copy to = world.copy(new InstanceRef(ctx.destination().name(), ctx.instance()));
        Ticket ticket = ctx.ticket();
        Faults.Fault fault = world.faults().on(to.ref, "sync");
        if (world.isOff(from.ref.host()) || world.isOff(to.ref.host())) {
            throw broken(to);
        }
        if (fault != Faults.Fault.LATE) {
            fail(fault, to);
        }
        long snapshot;
        long receiver;
        long bytes;
        synchronized (world) {
            world.settle(ctx.instance());
            receives(to, ctx);
            readable(from);
            snapshot = world.position(from);
            // A receiver is a call as any other: it ends the one before it.
            world.wire().admit(to, "sync", ticket);
            receiver = ++to.receiver;
            bytes = to.position == Copy.EMPTY
                    ? world.disk(ctx.instance())
                    : Math.min(world.disk(ctx.instance()), Math.max(0, snapshot - to.position));
        }
        if (fault == Faults.Fault.LATE) {
            goOnAlone(to, ctx.attempt(), receiver, snapshot);
            fail(fault, to);
        }
        long began = world.now();
        carry(ctx, round, bytes);
        synchronized (world) {
            world.settle(ctx.instance());
            receives(to, ctx);
            readable(from);
            to.position = snapshot;
            if (!ctx.homeward()) {
                to.size = Optional.of(ctx.move().need());
            }
            long changed = Math.min(world.disk(ctx.instance()), Math.max(0, world.position(from) - snapshot));
            return new Synced(bytes, changed, Math.max(1, world.now() - began), ctx.checkpoint());
        }
    }

    /** The connection is gone, but not the receiver: it goes on until a newer call ends it. */
    private void goOnAlone(Copy to, int attempt, long receiver, long snapshot) {
        Optional<Ticket> newest = to.newest;
        world.wire().later(to.ref, () -> {
            if (to.receiver == receiver
                    && to.newest.equals(newest)
                    && to.state() == GuardState.RECEIVING
                    && to.attempt() == attempt) {
                to.position = snapshot;
            }
        });
    }

    private void carry(MoveContext ctx, Round round, long bytes) {
        Duration time = world.rate().timeFor(new ByteSize(bytes));
        Phase phase = switch (round) {
            case FULL -> Phase.FULL_SYNC;
            case INCREMENTAL -> Phase.INCREMENTAL_SYNC;
            case FINAL -> Phase.FINAL_SYNC;
        };
        ctx.progress().bytes(ctx.move().id(), phase, 0, bytes);
        for (int slice = 1; slice <= SLICES; slice++) {
            world.pause(time.dividedBy(SLICES));
            ctx.progress().bytes(ctx.move().id(), phase, bytes * slice / SLICES, bytes);
        }
    }

    private static void receives(Copy to, MoveContext ctx) {
        if (to.state() != GuardState.RECEIVING || to.attempt() != ctx.attempt()) {
            throw doubt(to.ref + " does not receive attempt " + ctx.attempt());
        }
    }

    /** Nothing can be carried from where nothing is, least of all onto a copy that is there. */
    private static void readable(Copy from) {
        if (from.position == Copy.EMPTY) {
            throw new FailureException(new Failure.Permanent(
                    "EVAC-446", from.ref + " cannot be read: it is not there", "Maybe somebody has deleted it"));
        }
    }

    @Override
    public String compare(MoveContext ctx) {
        Copy from = world.copy(new InstanceRef(ctx.source().name(), ctx.instance()));
        Copy to = world.copy(new InstanceRef(ctx.destination().name(), ctx.instance()));
        fail(world.faults().on(to.ref, "compare"), to);
        synchronized (world) {
            world.settle(ctx.instance());
            // Whether the source runs a transport does not know: it finds two copies that differ.
            if (from.running || from.position != to.position) {
                throw new FailureException(new Failure.Permanent(
                        "EVAC-449",
                        "the copies differ: " + from.position + " and " + to.position,
                        "Maybe retry: what differs is sent again"));
            }
            return "position-" + from.position;
        }
    }

    private static void fail(Faults.Fault fault, Copy to) {
        switch (fault) {
            case NONE, REBOOT -> {}
            case UNREACHABLE, LOST_REQUEST, LOST_ANSWER, LATE -> throw broken(to);
            case DISK_FULL ->
                throw new FailureException(new Failure.Permanent(
                        "EVAC-448", to.ref.host() + " has no space left", "Maybe free space there, then retry"));
        }
    }

    private static FailureException broken(Copy to) {
        return new FailureException(new Failure.Transient(
                "EVAC-443", "the transfer to " + to.ref.host() + " broke off", Duration.ofSeconds(1)));
    }

    private static FailureException doubt(String what) {
        return new FailureException(new Failure.Ambiguous("EVAC-412", what));
    }

    @Override
    public void cleanUp(MoveContext ctx) {}
}
