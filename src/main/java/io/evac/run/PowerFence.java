package io.evac.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs the command of hosts.yaml that switches a host off: an argument vector, no shell, here and not on that host. */
final class PowerFence {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST = 2000;

    /**
     * How it ended.
     *
     * @param off whether it proved that the host is off: exit 0 within its time
     * @param words exit code and output, for the audit
     */
    record Result(boolean off, String words) {}

    private final Duration patience;

    PowerFence(Duration patience) {
        this.patience = patience;
    }

    Result run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return await(process);
        } catch (IOException unable) {
            return new Result(false, "it cannot be run: " + unable.getMessage());
        }
    }

    private Result await(Process process) {
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Result(false, "it was not done after " + patience.toSeconds() + " s and was ended");
            }
            return new Result(process.exitValue() == 0, "exit " + process.exitValue() + said(output));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Result(false, "it was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** What it has said; who keeps its stream open beyond its end is not waited for. */
    private static String said(CompletableFuture<String> output) {
        String text = output.completeOnTimeout("", 1, TimeUnit.SECONDS).join().strip();
        return text.isEmpty() ? "" : ": " + text;
    }

    private static String read(InputStream output) {
        try (output) {
            byte[] first = output.readNBytes(MOST);
            output.transferTo(java.io.OutputStream.nullOutputStream());
            return new String(first, StandardCharsets.UTF_8);
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }
}
