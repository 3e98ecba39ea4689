package io.evac.remote.ssh;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** A command of the test server: a real process, its streams pumped in both directions. */
final class ShellCommand implements Command {
    private static final Logger LOG = System.getLogger(ShellCommand.class.getName());

    private final String line;
    private final Set<ShellCommand> running;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (status, message, immediately) -> {};
    private volatile @Nullable Process process;

    ShellCommand(String line, Set<ShellCommand> running) {
        this.line = line;
        this.running = running;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment env) throws IOException {
        Process started = new ProcessBuilder("/bin/sh", "-c", line).start();
        process = started;
        running.add(this);
        env.addSignalListener((ch, signal) -> started.destroy(), Signal.TERM, Signal.HUP);
        Thread.ofPlatform().daemon().start(() -> pump(in, started.getOutputStream(), true));
        Thread stdout = Thread.ofPlatform().daemon().start(() -> pump(started.getInputStream(), out, false));
        Thread stderr = Thread.ofPlatform().daemon().start(() -> pump(started.getErrorStream(), err, false));
        Thread.ofPlatform().daemon().start(() -> end(started, stdout, stderr));
    }

    private void end(Process started, Thread stdout, Thread stderr) {
        try {
            int status = started.waitFor();
            stdout.join();
            stderr.join();
            running.remove(this);
            exit.onExit(status);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(InputStream from, OutputStream to, boolean closing) {
        try {
            from.transferTo(new Flushing(to));
        } catch (IOException ended) {
            LOG.log(Level.DEBUG, "the process or the channel has ended; the exit status tells the rest", ended);
        } finally {
            if (closing) {
                close(to);
            }
        }
    }

    private static void close(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException alreadyClosed) {
            LOG.log(Level.DEBUG, "the process has ended before its input did", alreadyClosed);
        }
    }

    private static final class Flushing extends FilterOutputStream {
        Flushing(OutputStream to) {
            super(to);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
            out.flush();
        }
    }

    void kill() {
        Process started = process;
        if (started != null) {
            started.descendants().forEach(ProcessHandle::destroyForcibly);
            started.destroyForcibly();
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        kill();
    }
}
