package io.evac.hook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command of the operator's: an argument vector, no shell, on the machine of the daemon. Thread-safe. */
public final class LocalCommand {
    private static final int MOST = 2000;
    private static final Duration STRAGGLERS = Duration.ofSeconds(1);

    /**
     * How it ended.
     *
     * @param done whether it ended with 0 within its time
     * @param words exit code and output as it came, for people; hostile
     */
    public record Result(boolean done, String words) {}

    private final Duration patience;

    /** @param patience after which it is ended, with the children that it has then; what it leaves when it ends itself goes on */
    public LocalCommand(Duration patience) {
        this.patience = patience;
    }

    /** With the daemon's own environment, and nothing to read. */
    public Result run(List<String> command) {
        return run(new ProcessBuilder(command), "");
    }

    /**
     * With this environment alone.
     *
     * @param input what it may read: less than a pipe holds
     */
    public Result run(List<String> command, Map<String, String> environment, String input) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return run(builder, input);
    }

    private Result run(ProcessBuilder builder, String input) {
        try {
            Process process = builder.redirectErrorStream(true).start();
            hand(process, input);
            return await(process);
        } catch (IOException unable) {
            return new Result(false, "it cannot be run: " + unable.getMessage());
        }
    }

    private static void hand(Process process, String input) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException unread) {
            // Who reads nothing may have ended by now, and how it ended is what counts.
            return;
        }
    }

    private Result await(Process process) {
        Output output = new Output(process.getInputStream());
        // Of its own: what outlives the command may keep the stream open, and this thread with it.
        Thread reader = Thread.ofPlatform().daemon().name("command-output").start(output);
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Result(
                        false, "it was not done after " + patience.toSeconds() + " s and was ended" + output.said());
            }
            reader.join(STRAGGLERS);
            return new Result(process.exitValue() == 0, "exit " + process.exitValue() + output.said());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Result(false, "it was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Reads all, so that nobody waits for a reader, and keeps the first of it. */
    private static final class Output implements Runnable {
        private final InputStream stream;
        private final ByteArrayOutputStream first = new ByteArrayOutputStream();

        Output(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public void run() {
            byte[] part = new byte[MOST];
            try (stream) {
                for (int read = stream.read(part); read >= 0; read = stream.read(part)) {
                    keep(part, read);
                }
            } catch (IOException cut) {
                // It was ended: what it has said until then is what there is.
                return;
            }
        }

        private synchronized void keep(byte[] part, int read) {
            first.write(part, 0, Math.min(read, MOST - first.size()));
        }

        synchronized String said() {
            String text = first.toString(StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "" : ": " + text;
        }
    }
}
