package io.evac.remote.ssh;

import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One logged-in SSH connection, and the one to the jump host under it. */
final class Connection {
    private final Session session;
    private final Transport transport;
    private final Optional<Connection> via;
    private final Workers workers;
    private final AtomicBoolean asking = new AtomicBoolean();

    Connection(Session session, Transport transport, Optional<Connection> via, Workers workers) {
        this.session = session;
        this.transport = transport;
        this.via = via;
        this.workers = workers;
    }

    Session session() {
        return session;
    }

    boolean alive() {
        return session.isConnected() && !transport.dead();
    }

    /** Asks a silent host whether it is there, and gives it up when it has been silent for too long. Never blocks. */
    void watch(SshOptions options) {
        via.ifPresent(jump -> jump.watch(options));
        long interval = options.aliveInterval().toMillis();
        long silent = transport.silentMillis();
        if (silent >= interval * options.aliveCount()) {
            close();
        } else if (silent >= interval && asking.compareAndSet(false, true)) {
            workers.later(this::ask);
        }
    }

    private void ask() {
        try {
            session.sendKeepAliveMsg();
        } catch (Exception broken) {
            transport.close();
        } finally {
            asking.set(false);
        }
    }

    /** Cuts the connection at once; what runs over it ends as cut. Never blocks. */
    void close() {
        transport.close();
        workers.later(() -> {
            session.disconnect();
            via.ifPresent(Connection::close);
        });
    }

    /** A channel that is not connected yet. */
    <C extends com.jcraft.jsch.Channel> C channel(String type, Class<C> as) throws JSchException {
        return as.cast(session.openChannel(type));
    }
}
