package io.evac.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** A command on a real terminal, which {@code script} of util-linux makes: what it draws, and keys for it. */
final class Pty implements AutoCloseable {
    /** Ctrl-C and Ctrl-D, which the terminal itself turns into a signal and the end of input. */
    static final String INTERRUPT = "\u0003";

    static final String END = "\u0004";

    private final Path drawn = Files.createTempFile("pty", ".out");
    private final Process script;

    private Pty(Map<String, String> environment, String line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(onTerminal("stty cols 100 rows 40; " + line))
                .redirectErrorStream(true)
                .redirectOutput(drawn.toFile());
        builder.environment().remove("NO_COLOR");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put("JAVA_HOME", Launcher.javaHome());
        builder.environment().putAll(environment);
        script = builder.start();
    }

    /** What a test runner in the background passes on would make every Ctrl-C go unheard. */
    private static List<String> onTerminal(String line) {
        return List.of("env", "--default-signal=INT", "script", "-qec", line, "/dev/null");
    }

    /** Aborts the test where there is no such terminal to be had; an error where {@code EVAC_REQUIRE_LAB} is set. */
    static void needed() throws IOException, InterruptedException {
        try {
            Tool.run(onTerminal("test -t 0 && test -t 1 && test -t 2"));
        } catch (IOException none) {
            if ("true".equals(System.getenv("EVAC_REQUIRE_LAB"))) {
                throw none;
            }
            throw new TestAbortedException(
                    "skipped: no terminal to test on: script of util-linux and env of GNU are needed. Maybe install bsdutils and coreutils",
                    none);
        }
    }

    /** Starts a line of shell on a terminal of its own. */
    static Pty start(String line) throws IOException {
        return new Pty(Map.of(), line);
    }

    static Pty start(Map<String, String> environment, String line) throws IOException {
        return new Pty(environment, line);
    }

    /** Everything that was ever drawn, escapes included. */
    String screen() {
        try {
            return Files.readString(drawn, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    Pty await(String text) {
        EvacProcess.await("the terminal shows " + text, () -> screen().contains(text) || !script.isAlive());
        if (!screen().contains(text)) {
            throw new AssertionError(
                    "it ended with " + script.exitValue() + " and never showed " + text + ":\n" + screen());
        }
        return this;
    }

    Pty type(String keys) throws IOException {
        OutputStream keyboard = script.getOutputStream();
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        return this;
    }

    /** Waits for its end. */
    int exit() throws InterruptedException {
        if (!script.waitFor(2, TimeUnit.MINUTES)) {
            throw new AssertionError("it does not end:\n" + screen());
        }
        return script.exitValue();
    }

    @Override
    public void close() throws IOException {
        script.destroyForcibly();
        Files.deleteIfExists(drawn);
    }
}
