package io.evac.remote.ssh;

import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.SocketFactory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * The bytes under one SSH connection, over TCP or through a jump host. It knows how long the other side has been
 * silent while we listened, and can be cut from outside. JSch's own keep-alive cannot be used: it needs read timeouts
 * on a socket, loses its place in a packet when one fires in the middle, and a tunnel has no socket.
 */
final class Transport implements Proxy {
    private static final Logger LOG = System.getLogger(Transport.class.getName());

    private final Dialer dialer;

    @Nullable
    private volatile Wire wire;

    private volatile boolean dead;

    /** 0 while nobody listens: then silence says nothing about the other side. */
    private volatile long listeningSince;

    /** Opens the way to a host. */
    interface Dialer {
        Wire dial(String host, int port, int timeoutMillis) throws Exception;
    }

    /** An open way to a host. */
    record Wire(InputStream in, OutputStream out, AutoCloseable end) {}

    Transport(Dialer dialer) {
        this.dialer = dialer;
    }

    @Override
    public void connect(SocketFactory unused, String host, int port, int timeout) throws Exception {
        Wire opened = dialer.dial(host, port, timeout);
        wire = opened;
        if (dead) {
            opened.end().close();
            throw new IOException("not connected in time");
        }
    }

    @Override
    public InputStream getInputStream() {
        return new Listener(opened().in());
    }

    @Override
    public OutputStream getOutputStream() {
        return opened().out();
    }

    @Override
    @Nullable
    public Socket getSocket() {
        return null;
    }

    /** Cuts the connection; whoever reads or writes fails at once. */
    @Override
    public void close() {
        dead = true;
        Wire open = wire;
        if (open == null) {
            return;
        }
        try {
            open.end().close();
        } catch (Exception alreadyGone) {
            LOG.log(Level.DEBUG, "closing a connection that is gone already", alreadyGone);
        }
    }

    boolean dead() {
        return dead;
    }

    /** For how many milliseconds we have listened and heard nothing. */
    long silentMillis() {
        long since = listeningSince;
        return since == 0 ? 0 : (System.nanoTime() - since) / 1_000_000;
    }

    private Wire opened() {
        Wire open = wire;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        return open;
    }

    private final class Listener extends FilterInputStream {
        Listener(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            listeningSince = System.nanoTime() | 1;
            int count = -1;
            try {
                count = in.read(target, offset, length);
                return count;
            } finally {
                listeningSince = 0;
                if (count < 0) {
                    dead = true;
                }
            }
        }
    }
}
