package io.evac.remote.ssh;

import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The connections to one host, within its budget. Commands share connections; a stream has one to itself, because
 * JSch delivers all channels of a connection on one thread, and a slow reader would hold up the others.
 */
final class HostPool {
    private final String name;
    private final Workers.Work<Connection> connect;
    private final SshOptions options;
    private final Workers workers;
    private final Semaphore commands;
    private final Semaphore streams;
    private final List<Link> links = new ArrayList<>();
    private boolean closed;

    /** One connection, perhaps still being made; guarded by the pool's lock. */
    private static final class Link {
        private final CompletableFuture<Connection> connection;
        private int users;
        private boolean exclusive;
        private boolean full;
        private long idleSince;

        Link(CompletableFuture<Connection> connection) {
            this.connection = connection;
        }

        Optional<Connection> ready() {
            return connection.isDone() && !connection.isCompletedExceptionally()
                    ? Optional.of(connection.join())
                    : Optional.empty();
        }

        boolean broken() {
            return connection.isCompletedExceptionally()
                    || ready().filter(open -> !open.alive()).isPresent();
        }
    }

    /** The right to one channel on a connection. */
    final class Lease {
        private final Link link;
        private final Connection connection;
        private final Semaphore budget;
        private boolean released;

        private Lease(Link link, Connection connection, Semaphore budget) {
            this.link = link;
            this.connection = connection;
            this.budget = budget;
        }

        Connection connection() {
            return connection;
        }

        /**
         * The host allows no more channels on this connection: it gets no more, and is closed after its last. sshd
         * also counts commands that were abandoned and still run there.
         */
        void refused() {
            synchronized (HostPool.this) {
                link.full = true;
            }
        }

        /** Whether another connection may do where this one did not. */
        boolean unusable() {
            synchronized (HostPool.this) {
                return link.full || !connection.alive();
            }
        }

        /** Gives the channel back; the second call does nothing. */
        void release() {
            synchronized (HostPool.this) {
                if (released) {
                    return;
                }
                released = true;
            }
            leave(link);
            budget.release();
        }
    }

    HostPool(String name, Workers.Work<Connection> connect, SshOptions options, Workers workers) {
        this.name = name;
        this.connect = connect;
        this.options = options;
        this.workers = workers;
        this.commands = new Semaphore(options.maxSessions() * options.channelsPerSession(), true);
        this.streams = new Semaphore(options.maxStreams(), true);
    }

    /**
     * Waits in line for a channel, connecting where that is needed.
     *
     * @param stream whether it is for a stream, which has its connection to itself
     * @param alone whether it is for a command that needs a connection to itself, after a full one refused it
     * @throws RemoteException when there is none until the deadline, or the host cannot be reached: nothing was sent
     */
    Lease lease(boolean stream, boolean alone, Deadline deadline) throws RemoteException {
        Semaphore budget = stream ? streams : commands;
        if (!inLine(budget, deadline)) {
            throw new RemoteException(
                    Kind.UNREACHABLE,
                    name + ": all " + (stream ? options.maxStreams() + " streams" : "channels for commands")
                            + " are busy. Maybe lower its slots, or raise its SSH connection budget");
        }
        Optional<Link> taken = Optional.empty();
        try {
            taken = Optional.of(take(stream || alone));
            Connection connection =
                    Workers.await(taken.get().connection, deadline, Kind.UNREACHABLE, "connecting to " + name);
            return new Lease(taken.get(), connection, budget);
        } catch (RemoteException | RuntimeException failed) {
            taken.ifPresent(this::leave);
            budget.release();
            throw failed;
        }
    }

    private static boolean inLine(Semaphore budget, Deadline deadline) throws RemoteException {
        try {
            return budget.tryAcquire(Math.max(0, deadline.millisLeft()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RemoteException(Kind.UNREACHABLE, "waiting for a connection: interrupted", interrupted);
        }
    }

    /** With a place in the budget there is always a connection with room, or room for one more. */
    private synchronized Link take(boolean exclusive) throws RemoteException {
        if (closed) {
            throw new RemoteException(Kind.UNREACHABLE, "the SSH connections to " + name + " are closed");
        }
        links.removeIf(Link::broken);
        int limit = exclusive ? 1 : options.channelsPerSession();
        Link link = links.stream()
                .filter(l -> !l.full && (l.users == 0 || !l.exclusive && l.users < limit))
                .min(Comparator.comparingInt((Link l) -> exclusive ? l.users : -l.users)
                        .thenComparingLong(l -> l.idleSince))
                .orElseGet(this::open);
        link.users++;
        link.exclusive = exclusive;
        return link;
    }

    private Link open() {
        Link link = new Link(workers.submit(connect));
        links.add(link);
        return link;
    }

    private synchronized void leave(Link link) {
        link.users--;
        link.idleSince = System.nanoTime();
        if (link.full && link.users == 0 && links.remove(link)) {
            link.ready().ifPresent(Connection::close);
        }
    }

    /** Watches over the connections and closes those that nobody used for a while. Never blocks. */
    synchronized void tick() {
        long now = System.nanoTime();
        links.removeIf(Link::broken);
        for (Link link : List.copyOf(links)) {
            Optional<Connection> open = link.ready();
            open.ifPresent(connection -> connection.watch(options));
            boolean idle =
                    link.users == 0 && now - link.idleSince >= options.idle().toNanos();
            if (idle && open.isPresent()) {
                links.remove(link);
                open.get().close();
            }
        }
    }

    synchronized void close() {
        closed = true;
        links.forEach(link -> link.connection.whenComplete((connection, failure) -> {
            if (connection != null) {
                connection.close();
            }
        }));
        links.clear();
    }
}
