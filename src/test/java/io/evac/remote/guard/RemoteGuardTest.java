package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.RunState;
import io.evac.migration.Definition;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardUnreachableException;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteGuardTest {
    GuardBench bench;

    @BeforeEach
    void build() {
        assertThat(HostShell.installed()).as("shells to test the guard with").isNotEmpty();
        bench = new GuardBench(HostShell.installed().getFirst());
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void argumentsReachTheInstanceAsTheyAre() throws Exception {
        bench.createInstance(bench.home("a"));
        List<String> hostile =
                List.of("$(touch pwned)", "; touch pwned", "'", "\"", "*", " a  b ", "\\n", "-e", "ü", "");
        bench.file(
                bench.home("a").resolve("stop"), "#!/bin/sh\nfor a in \"$@\"; do printf '%s\\n' \"$a\"; done >said\n");
        bench.run("chmod 755 \"$1\"/stop", bench.home("a").toString());
        var stop = new java.util.ArrayList<>(List.of("./stop"));
        stop.addAll(hostile);
        bench.source.open(
                bench.name,
                bench.ticket(),
                new Definition(
                        bench.home("a").toString(),
                        List.of("true"),
                        stop,
                        List.of("true"),
                        List.of(),
                        Duration.ofSeconds(1),
                        false));
        bench.source.quiesce(bench.name, bench.ticket(), 1, Duration.ofSeconds(60));
        assertThat(Files.readAllLines(bench.home("a").resolve("said"))).isEqualTo(hostile);
        assertThat(bench.home("a").resolve("pwned")).doesNotExist();
    }

    @Test
    void lineBreaksAndOtherHomesAreRefused() {
        var broken = new Definition(
                bench.home("a").toString(),
                List.of("a\nb"),
                List.of("s"),
                List.of("s"),
                List.of(),
                Duration.ofSeconds(1),
                false);
        assertThatThrownBy(() -> bench.source.open(bench.name, bench.ticket(), broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe");
        for (String home : List.of(
                "relative", "/", bench.directory + "/a/../b/x", bench.source.root() + "/i", bench.directory + "/a")) {
            var definition = new Definition(
                    home, List.of("s"), List.of("s"), List.of("s"), List.of(), Duration.ofSeconds(1), false);
            assertThatThrownBy(() -> bench.destination.reserve(bench.name, bench.ticket(), definition))
                    .as(home)
                    .isInstanceOf(GuardRefusedException.class);
        }
    }

    @Test
    void theProgramIsInstalledOnceByManyAtATimeAndFoundByTheBootHook() throws Exception {
        List<CompletableFuture<RunState>> first = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> bench.guards(bench.shell)
                                .on(GuardBench.host("c"))
                                .observe(bench.name)
                                .running(),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        first.forEach(CompletableFuture::join);
        Path root = bench.directory.resolve("c/.evac");
        try (var files = Files.list(root)) {
            assertThat(files.filter(f -> f.getFileName().toString().contains("guard-")))
                    .hasSize(1);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
        assertThat(root.resolve("boot")).exists();
    }

    @Test
    void aStatusThatHangsIsNoAnswer() {
        bench.opened();
        bench.file(bench.home("a").resolve("status.hangs"), "");
        assertThat(bench.source.observe(bench.name).running()).isEqualTo(RunState.UNKNOWN);
    }

    @Test
    void doctorTellsWhatTheHostHas() {
        Map<String, String> facts = bench.source.doctor();
        assertThat(facts).containsKeys("setsid", "rsync", "tar", "sha256", "fsyncmillis", "freebytes", "clock", "hook");
        assertThat(Long.parseLong(facts.get("freebytes"))).isPositive();
    }

    @Test
    void theBootHookIsWrittenOnce() throws Exception {
        Path file = bench.directory.resolve("rc.local");
        bench.file(file, "#!/bin/sh\nexit 0\n");
        bench.source.observe(bench.name);
        for (int i = 0; i < 2; i++) {
            Result result = bench.run(
                    "sh \"$1\"/guard-*.sh hook-install kind=rc.local rclocal=\"$2\"",
                    bench.source.root(),
                    file.toString());
            assertThat(result.out()).contains("hook=rc.local\ninstalled=yes\n");
        }
        assertThat(file).hasContent("#!/bin/sh\nsh " + bench.source.root() + "/boot # evac-guard\nexit 0\n");
    }

    @Test
    void aLostAnswerMayHaveHappenedAndALostRequestHasNot() {
        assertThat(failing(RemoteException.Kind.CUT)).isTrue();
        assertThat(failing(RemoteException.Kind.TIMEOUT)).isTrue();
        assertThat(failing(RemoteException.Kind.UNREACHABLE)).isFalse();
        assertThat(failing(RemoteException.Kind.HOST_KEY)).isFalse();
    }

    private boolean failing(RemoteException.Kind kind) {
        RemoteGuard guard = bench.guards(new Shell() {
                    @Override
                    public Result run(Command command) throws RemoteException {
                        if (command.argv().contains("adopt")) {
                            throw new RemoteException(kind, "the line went dead");
                        }
                        return new Result(0, "".getBytes(StandardCharsets.UTF_8), new byte[0]);
                    }

                    @Override
                    public RemoteStream open(Command command) {
                        throw new UnsupportedOperationException();
                    }
                })
                .on(GuardBench.host("a"));
        try {
            guard.adopt(bench.name, bench.ticket());
            throw new AssertionError("no answer came, yet facts did");
        } catch (GuardUnreachableException e) {
            return e.mayHaveHappened();
        }
    }
}
