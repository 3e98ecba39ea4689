package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.RunState;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardState;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.Ticket;
import io.evac.remote.Command;
import io.evac.remote.RemoteStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class GuardCallsCases extends OnBench {
    private static final Duration BUDGET = Duration.ofSeconds(120);

    @Test
    void aNewerCallEndsAnOlderOneWithItsHangingStop() {
        bench.opened();
        bench.file(bench.home("a").resolve("stop.hangs"), "");
        CompletableFuture<GuardFacts> older =
                CompletableFuture.supplyAsync(() -> bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET));
        GuardBench.until("stopping", () -> bench.processes("ctl stop") > 0);
        GuardFacts facts = bench.source.adopt(bench.name, bench.ticket(2, 1));
        assertThat(bench.processes("ctl stop")).isZero();
        assertThat(facts.state()).isEqualTo(GuardState.QUIESCED);
        assertThat(facts.running()).isEqualTo(RunState.RUNNING);
        assertThatThrownBy(older::join).cause().isInstanceOf(GuardUnreachableException.class);
        assertThat(bench.processes("@timer")).isEqualTo(1);
    }

    @Test
    void aStaleCallEndsNothing() {
        bench.destination.reserve(bench.name, bench.ticket(3, 1), bench.definition("b"));
        Process receiver = receive(bench.ticket(3, 1), "cat");
        assertThatThrownBy(() -> bench.destination.revoke(bench.name, bench.ticket(2, 5)))
                .isInstanceOf(GuardRefusedException.class);
        GuardFacts facts = bench.destination.observe(bench.name);
        assertThat(facts.receivers()).isEqualTo(1);
        assertThat(receiver.isAlive()).isTrue();
    }

    @Test
    void aReceiverPassesItsStreamsThrough() throws Exception {
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Command command = bench.destination.receiveCommand(
                bench.name, bench.ticket(), List.of("sh", "-c", "cat >got; echo 'it came'"));
        try (RemoteStream stream = bench.shell.open(command)) {
            stream.stdin().write("bytes".getBytes(StandardCharsets.UTF_8));
            stream.stdin().close();
            assertThat(new String(stream.stdout().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("it came\n");
            assertThat(stream.await(GuardBench.PATIENCE)).isZero();
        }
        assertThat(Path.of(bench.destination.away(bench.name), "got")).hasContent("bytes");
    }

    @Test
    void aReceiverIsReplacedByANewerOneAndRefusedUnderAnotherAttempt() throws Exception {
        bench.destination.reserve(bench.name, bench.ticket(1, 1), bench.definition("b"));
        Process first = receive(bench.ticket(1, 1), "cat");
        Process second = receive(bench.ticket(1, 1), "cat");
        assertThat(first.waitFor(GuardBench.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(bench.destination.observe(bench.name).receivers()).isEqualTo(1);
        bench.destination.reserve(bench.name, bench.ticket(1, 2), bench.definition("b"));
        assertThat(second.waitFor(GuardBench.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(bench.destination.observe(bench.name).receivers()).isZero();
        Command late = bench.destination.receiveCommand(bench.name, bench.ticket(1, 1), List.of("touch", "late"));
        assertThat(bench.shell.run(late).exit()).isEqualTo(10);
        Command other = bench.destination.receiveCommand(bench.name, bench.ticket(1, 3), List.of("touch", "late"));
        assertThat(bench.shell.run(other).exit()).isEqualTo(10);
        assertThat(Path.of(bench.destination.away(bench.name), "late")).doesNotExist();
    }

    @Test
    void ofManyThatQuiesceAtOnceTheNewestWins() {
        bench.opened();
        List<Ticket> tickets =
                IntStream.range(0, 6).mapToObj(i -> bench.ticket(1, 1)).toList();
        List<CompletableFuture<Boolean>> calls = tickets.stream()
                .map(ticket -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                bench.source.quiesce(bench.name, ticket, 1, BUDGET);
                                return true;
                            } catch (GuardRefusedException | GuardUnreachableException e) {
                                return false;
                            }
                        },
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        assertThat(calls.getLast().join()).isTrue();
        calls.forEach(CompletableFuture::join);
        GuardFacts facts = bench.source.observe(bench.name);
        assertThat(facts.state()).isEqualTo(GuardState.QUIESCED);
        assertThat(facts.running()).isEqualTo(RunState.STOPPED);
        // One OPEN and one QUIESCED: nobody made a second record of the same step.
        assertThat(facts.record()).isEqualTo(2);
    }

    @Test
    void aGuardThatIsKilledAnywhereIsRepeatedToTheSameEnd() throws Exception {
        Random random = new Random(20261120);
        bench.opened();
        for (int round = 1; round <= 4; round++) {
            int n = round;
            killed(random, "quiesce", "n=" + n, "budget=120000");
            assertThat(bench.source
                            .quiesce(bench.name, bench.ticket(), n, BUDGET)
                            .running())
                    .isEqualTo(RunState.STOPPED);
            killed(random, "fence", "n=" + n);
            GuardFacts fenced = bench.source.fence(bench.name, bench.ticket(), n);
            assertThat(fenced.away()).isTrue();
            assertThat(fenced.inPlace()).isFalse();
            killed(random, "unfence", "begin=1");
            GuardFacts active = bench.source.unfence(bench.name, bench.ticket(), true);
            assertThat(active.state()).isEqualTo(GuardState.ACTIVE);
            assertThat(active.running()).isEqualTo(RunState.RUNNING);
            // A process that is about to become another still has its parent's words for a moment.
            GuardBench.until("one instance", () -> bench.processes("echo $$ >run.pid") == 1);
        }
    }

    /** Starts a call and kills all of its processes after a random while. */
    private void killed(Random random, String verb, String... more) throws Exception {
        Ticket ticket = bench.ticket();
        List<String> words = new java.util.ArrayList<>(List.of(
                "sh",
                program(),
                verb,
                bench.name.value(),
                "owner=" + ticket.owner(),
                "epoch=1",
                "attempt=1",
                "call=" + ticket.call()));
        words.addAll(List.of(more));
        Process process = bench.shell.start(Command.of(words));
        process.waitFor(random.nextInt(250), TimeUnit.MILLISECONDS);
        ProcessHandle.allProcesses()
                .filter(p -> GuardBench.commandLine(p).contains(" @in ")
                        && GuardBench.commandLine(p).contains(bench.directory.toString()))
                .forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private String program() throws Exception {
        try (var files = Files.list(Path.of(bench.source.root()))) {
            return files.filter(f -> f.getFileName().toString().startsWith("guard-"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
    }

    /** A receiver that waits for its input. */
    private Process receive(Ticket ticket, String program) {
        try {
            long before = bench.processes(bench.destination.root(), "call=" + ticket.call());
            assertThat(before).isZero();
            Process process = bench.shell.start(
                    bench.destination.receiveCommand(bench.name, ticket, List.of(program, "/dev/null", "-")));
            GuardBench.until(
                    "receiving", () -> bench.destination.observe(bench.name).receivers() == 1);
            return process;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
