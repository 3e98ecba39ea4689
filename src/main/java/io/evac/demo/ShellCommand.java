package io.evac.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/**
 * One command on an embedded host, run by {@code /bin/sh} as sshd's login shell would. When the channel goes, the
 * process keeps running with its streams closed, as under sshd.
 */
final class ShellCommand implements Command {
    private static final int CHUNK = 1 << 16;

    private final String line;
    private final Path home;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (code, message, close) -> {};

    ShellCommand(String line, Path home) {
        this.line = line;
        this.home = home;
    }

    @Override
    public void setInputStream(InputStream stream) {
        this.in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        this.out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        this.err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        this.exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment env) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", line).directory(home.toFile());
        shell.environment().put("HOME", home.toString());
        Process process = shell.start();
        Thread output = pump(process.getInputStream(), out);
        Thread errors = pump(process.getErrorStream(), err);
        pump(in, process.getOutputStream());
        Thread.ofPlatform().daemon().name("demo-exit").start(() -> finish(process, output, errors));
    }

    private void finish(Process process, Thread output, Thread errors) {
        try {
            int code = process.waitFor();
            output.join();
            errors.join();
            exit.onExit(code);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            exit.onExit(255, "the host stops");
        }
    }

    private static Thread pump(InputStream from, OutputStream to) {
        return Thread.ofPlatform().daemon().name("demo-pump").start(() -> {
            byte[] chunk = new byte[CHUNK];
            try (from;
                    to) {
                for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                    to.write(chunk, 0, n);
                    to.flush();
                }
            } catch (IOException peerGone) {
                // Either side may close first; try-with-resources has closed the other, which ends its reader or
                // writer.
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void destroy(ChannelSession channel) throws IOException {
        in.close();
        out.close();
        err.close();
    }
}
