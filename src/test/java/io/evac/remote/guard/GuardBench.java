package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.RunState;
import io.evac.inventory.Slots;
import io.evac.migration.Definition;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.Ticket;
import io.evac.remote.Command;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import io.evac.remote.Shells;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Two hosts with guards on this machine, and instances that are real processes. */
final class GuardBench implements AutoCloseable {
    static final String OWNER = "4f1c2a90/R-1";
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Starts, stops and looks at a process; files beside it make it misbehave. */
    private static final String CTL = """
            #!/bin/sh
            case $1 in
                start)
                    echo "$(pwd)" >>"$2/starts"
                    [ ! -e start.fails ] || { echo 'no such kernel' >&2; exit 7; }
                    [ ! -e start.hangs ] || while :; do sleep 0.2; done
                    nohup sh -c 'echo $$ >run.pid; while :; do sleep 0.2; done' "$2" "$2" </dev/null >/dev/null 2>&1 &
                    while [ ! -s run.pid ]; do sleep 0.02; done
                    while [ -e start.lingers ]; do sleep 0.02; done
                    ;;
                stop)
                    echo stop >>"$2/stops"
                    [ ! -e stop.ignored ] || exit 0
                    [ ! -e stop.fails ] || exit 1
                    [ ! -e stop.hangs ] || while :; do sleep 0.2; done
                    [ ! -s run.pid ] || kill -9 "$(cat run.pid)"
                    rm -f run.pid
                    ;;
                status)
                    [ ! -e status.hangs ] || while :; do sleep 0.2; done
                    [ -s run.pid ] || exit 3
                    read -r _ _ state _ <"/proc/$(cat run.pid)/stat" || exit 3
                    [ "$state" != Z ] || exit 3
                    ;;
                health) [ ! -e sick ] ;;
            esac
            """;

    final Path directory;
    final LocalShell shell;
    final RemoteGuard source;
    final RemoteGuard destination;

    /** The program of another version: it does the same, under another digest. */
    static final InstalledProgram NEXT = next();

    final InstanceName name = new InstanceName("web-1");
    private final AtomicLong calls = new AtomicLong();

    GuardBench(HostShell kind) {
        this(kind, HostFlush.NAMES);
    }

    GuardBench(HostShell kind, HostFlush flush) {
        try {
            directory = Files.createTempDirectory("evac-guard").toRealPath();
            kind.install(directory.resolve("bin"));
            if (flush != HostFlush.NAMES) {
                flush.install(directory.resolve("bin"), directory.resolve("flushes"));
            }
            Files.createDirectories(directory.resolve("a"));
            Files.createDirectories(directory.resolve("b"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shell = new LocalShell(directory.resolve("bin"));
        RemoteGuards guards = guards(shell);
        source = guards.on(host("a"));
        destination = guards.on(host("b"));
    }

    private static InstalledProgram next() {
        byte[] shipped = RemoteGuards.SHIPPED.text();
        byte[] remark = "# the next version\n".getBytes(StandardCharsets.UTF_8);
        byte[] text = java.util.Arrays.copyOf(shipped, shipped.length + remark.length);
        System.arraycopy(remark, 0, text, shipped.length, remark.length);
        return new InstalledProgram("guard", text);
    }

    RemoteGuards guards(Shell over) {
        return guards(over, RemoteGuards.SHIPPED);
    }

    RemoteGuards guards(Shell over, InstalledProgram script) {
        return new RemoteGuards(
                new Shells() {
                    @Override
                    public Shell on(Host host) {
                        return over;
                    }

                    @Override
                    public void close() {}
                },
                host -> directory + "/" + host.name() + "/.evac",
                host -> directory + "/" + host.name() + "/ssh/authorized_keys",
                (host, name) -> "",
                false,
                script);
    }

    static Host host(String name) {
        return host(name, "root", false);
    }

    static Host host(String name, String user, boolean sudo) {
        return new Host(
                new HostName(name),
                new Address("localhost", 22, user, Optional.empty(), sudo),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                Map.of());
    }

    Path home(String host) {
        return directory.resolve(host).resolve(name.value());
    }

    Path instanceFiles(String host) {
        return directory.resolve(host).resolve(".evac/i").resolve(name.value());
    }

    Definition definition(String host) {
        return definition(host, Duration.ofSeconds(20));
    }

    Definition definition(String host, Duration stopTimeout) {
        String log = directory.toString();
        return new Definition(
                home(host).toString(),
                List.of("./ctl", "start", log),
                List.of("./ctl", "stop", log),
                List.of("./ctl", "status", log),
                List.of("./ctl", "health", log),
                stopTimeout,
                true);
    }

    /** An instance in place on host a, running, under the guard. */
    GuardFacts opened() {
        createInstance(home("a"));
        run("cd \"$1\" && ./ctl start \"$2\"", home("a").toString(), directory.toString());
        return source.open(name, ticket(), definition("a"));
    }

    /** Stops the instance for so short a time that the timer may end the call, too. */
    void quiesceUntilTimeIsUp(RemoteGuard guard, Duration budget) {
        try {
            guard.quiesce(name, ticket(), 1, budget);
        } catch (GuardUnreachableException ended) {
            assertThat(ended.mayHaveHappened()).isTrue();
        }
    }

    void createInstance(Path at) {
        try {
            Files.createDirectories(at);
            Path ctl = Files.writeString(at.resolve("ctl"), CTL);
            Files.setPosixFilePermissions(ctl, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the source's stopped instance into the destination's arriving copy, as a transfer would. */
    void copyAcross() {
        run("cp -a \"$1\"/. \"$2\"/", home("a").toString(), destination.away(name));
    }

    Ticket ticket() {
        return ticket(1, 1);
    }

    Ticket ticket(long epoch, int attempt) {
        return new Ticket(OWNER, epoch, attempt, calls.incrementAndGet());
    }

    Result run(String script, String... arguments) {
        List<String> words = new java.util.ArrayList<>(List.of("sh", "-c", script, "sh"));
        words.addAll(List.of(arguments));
        try {
            Result result = shell.run(Command.of(words));
            if (!result.ok()) {
                throw new IllegalStateException(script + ": " + result.exit() + " " + result.err());
            }
            return result;
        } catch (io.evac.remote.RemoteException e) {
            throw new IllegalStateException(e);
        }
    }

    void file(Path path, String text) {
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long starts() {
        return lines("starts");
    }

    long lines(String log) {
        try {
            Path path = directory.resolve(log);
            return Files.exists(path) ? Files.readAllLines(path).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Living processes of this bench whose command line holds all the words. */
    long processes(String... words) {
        return ours().filter(p -> {
                    String line = commandLine(p);
                    return java.util.Arrays.stream(words).allMatch(line::contains);
                })
                .count();
    }

    private java.util.stream.Stream<ProcessHandle> ours() {
        return ProcessHandle.allProcesses().filter(p -> commandLine(p).contains(directory.toString()));
    }

    static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return process.info().commandLine().orElse("");
        }
    }

    static void until(String what, BooleanSupplier condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition::getAsBoolean);
    }

    void untilRunning(RemoteGuard guard) {
        until("running", () -> guard.observe(name).running() == RunState.RUNNING);
    }

    /** Makes the records say that they were written before the host's last boot, and ends what a boot would end. */
    void reboot(String host) {
        end();
        run(
                "sed -i 's/^qboot=..*/qboot=earlier.1/; s/^boot=.*/boot=earlier.1/' \"$1\"/r/*",
                instanceFiles(host).toString());
        run(
                "rm -f \"$1\"/t/*; sed -i 's/^boot=.*/boot=earlier.1/' \"$1\"/c/*",
                instanceFiles(host).toString());
    }

    void boot(String host) {
        run("sh \"$1\"/.evac/boot", directory.resolve(host).toString());
    }

    private void end() {
        until("all processes of the bench ended", () -> {
            ours().forEach(ProcessHandle::destroyForcibly);
            run(
                    "for p in \"$1\"/*/*/run.pid \"$1\"/*/.evac/away/*/run.pid; do [ ! -s \"$p\" ] || kill -9 \"$(cat \"$p\")\" 2>/dev/null; done; true",
                    directory.toString());
            return ours().findAny().isEmpty();
        });
    }

    @Override
    public void close() {
        end();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, @org.jspecify.annotations.Nullable IOException e)
                        throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
