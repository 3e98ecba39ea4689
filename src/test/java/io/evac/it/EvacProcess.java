package io.evac.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Evac as an operator has it: commands and a daemon, each a process of its own. */
final class EvacProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** The words of a run at its end. */
    static final List<String> ENDED = List.of("finished", "finished-with-failures", "needs-attention", "cancelled");

    /** How a daemon ends whose database does not answer. */
    private static final int AWAY = 7;

    private final Path home;
    private final Path config;
    private final List<String> properties;
    private final ClassArchive archive;

    /** @param properties of Spring for the daemon, e.g. a database */
    EvacProcess(Path home, Path config, List<String> properties) throws IOException {
        this.archive = ClassArchive.shared();
        this.home = home;
        this.config = config;
        this.properties = List.copyOf(properties);
    }

    /** What a command said. */
    record Said(int exit, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    Path home() {
        return home;
    }

    private List<String> java(ClassArchive.Kind kind, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(archive.options(kind));
        command.add("io.evac.Main");
        command.addAll(arguments);
        command.addAll(List.of("--home", home.toString(), "--config", config.toString()));
        return command;
    }

    /** Runs a command to its end. */
    Said run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("evac", ".out");
        Path err = Files.createTempFile("evac", ".err");
        Process process = new ProcessBuilder(java(ClassArchive.Kind.COMMAND, List.of(), List.of(arguments)))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("evac " + String.join(" ", arguments) + " did not end; it said "
                    + Files.readString(out) + Files.readString(err) + log());
        }
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Runs a command that must end with {@code exit}. */
    Said expect(int exit, String... arguments) throws IOException, InterruptedException {
        Said said = run(arguments);
        if (said.exit() != exit) {
            throw new AssertionError("evac " + String.join(" ", arguments) + " ended with " + said.exit()
                    + " instead of " + exit + "\n" + said.out() + said.err() + log());
        }
        return said;
    }

    /** Starts a daemon that serves until it is killed; {@code kill} is a {@link KillPoint}, or empty. */
    Process serve(String kill, Map<String, String> environment) throws IOException {
        return serve(kill.isEmpty() ? List.of() : List.of("evac.it.kill=" + kill), environment);
    }

    /** The same with properties that only this daemon has. */
    Process serve(List<String> more, Map<String, String> environment) throws IOException {
        Process daemon = answering(launch(more, environment));
        for (int starts = 1; starts < 3 && !daemon.isAlive() && daemon.exitValue() == AWAY; starts++) {
            // As a supervisor would: its database does not answer yet.
            daemon = answering(launch(more, environment));
        }
        if (!daemon.isAlive() && more.stream().noneMatch(property -> property.startsWith("evac.it.kill="))) {
            throw new IOException("the daemon ended with " + daemon.exitValue() + log());
        }
        return daemon;
    }

    /** Starts a daemon by {@code evac serve} with these options. */
    Process serveWith(String... options) throws IOException {
        return answering(launch(List.of(), Map.of(), List.of(options)));
    }

    /** The daemon once it answers, or has ended. */
    private Process answering(Process daemon) {
        DaemonApi api = new DaemonApi(home);
        until("the daemon answers", () -> !daemon.isAlive() || api.answers());
        return daemon;
    }

    /** Starts a daemon and waits for nothing. */
    Process launch(List<String> more, Map<String, String> environment) throws IOException {
        return launch(more, environment, List.of());
    }

    private Process launch(List<String> more, Map<String, String> environment, List<String> words) throws IOException {
        List<String> serve = new ArrayList<>(List.of("serve"));
        serve.addAll(words);
        List<String> options = new ArrayList<>();
        properties.forEach(p -> options.add("-D" + p));
        more.forEach(p -> options.add("-D" + p));
        ProcessBuilder builder = new ProcessBuilder(java(ClassArchive.Kind.DAEMON, options, serve))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(daemonLog().toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Kills the daemon that owns the home, if there is one. */
    void stopDaemon() throws IOException {
        Path pid = home.resolve("evac.pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(pid()).filter(this::isOurs).ifPresent(process -> {
                process.destroyForcibly();
                await("the daemon is gone", () -> !process.isAlive());
            });
        }
    }

    /**
     * Waits until the run has ended, however. A daemon that could not renew its lease in time has left it for a moment, and goes
     * on by itself.
     */
    void awaitEnd(String run) throws IOException, InterruptedException {
        Said watched = run("watch", run);
        DaemonApi api = new DaemonApi(home);
        String state = api.awaitRun(run).get("state").asString();
        if (state.equals("interrupted") && Files.exists(home.resolve("evac.pid"))) {
            System.out.println(run + " is interrupted, and is watched again" + log());
            until(run + " ends", () -> ENDED.contains(api.state(run)));
        } else if (!ENDED.contains(state)) {
            throw new AssertionError(run + " has not ended; watching it said " + watched + log());
        }
    }

    /** One that was killed has left its number, which may be any other process's by now: a host's of another test, say. */
    private boolean isOurs(ProcessHandle process) {
        return process.info()
                .arguments()
                .filter(arguments -> List.of(arguments).contains(home.toString()))
                .isPresent();
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(home.resolve("evac.pid")).strip());
    }

    /** A start, in UTC, that is still to come when {@code commands} have ended, as slow as the machine is now. */
    LocalDateTime startBehind(int commands) throws IOException, InterruptedException {
        Instant asked = Instant.now();
        expect(0, "schedule", "list");
        Duration each = Duration.between(asked, Instant.now()).multipliedBy(2);
        return LocalDateTime.now(ZoneOffset.UTC)
                .plus(each.multipliedBy(commands))
                .plusSeconds(8)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    private Path daemonLog() {
        return home.resolve("it-daemon.log");
    }

    /** The end of the daemon's log, for messages. */
    String log() {
        try {
            List<String> lines = Files.exists(daemonLog()) ? Files.readAllLines(daemonLog()) : List.of();
            return "\n--- daemon log\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException unreadable) {
            return "\n--- no daemon log: " + unreadable;
        }
    }

    /** Waits until {@code condition} holds; in vain, the daemon's log is told. */
    void until(String what, BooleanSupplier condition) {
        try {
            await(what, condition);
        } catch (AssertionError inVain) {
            throw new AssertionError(inVain.getMessage() + log(), inVain);
        }
    }

    /** Waits until {@code condition} holds. */
    static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(100).toNanos());
        }
    }
}
