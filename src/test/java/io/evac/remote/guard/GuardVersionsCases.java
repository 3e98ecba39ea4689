package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.RunState;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardState;
import io.evac.migration.GuardUnreachableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two versions of the program on one host, while a move is under way. */
abstract class GuardVersionsCases {
    private static final Duration BUDGET = Duration.ofSeconds(120);
    private static final Duration BRIEF = Duration.ofSeconds(3);
    private static final String OLDER = RemoteGuards.SHIPPED.fileName();
    private static final String NEWER = GuardBench.NEXT.fileName();

    /** The shell of the host. */
    abstract HostShell kind();

    private GuardBench bench;
    private RemoteGuard older;
    private RemoteGuard newer;

    @BeforeEach
    void build() {
        bench = new GuardBench(kind());
        older = bench.source;
        newer = bench.guards(bench.shell, GuardBench.NEXT).on(GuardBench.host("a"));
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void aVersionThatComesWhileStoppedChangesNothing() throws IOException {
        bench.opened();
        GuardFacts before = older.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        List<String> timer = timers();
        newer.doctor();
        GuardFacts seen = newer.observe(bench.name);
        assertThat(seen).usingRecursiveComparison().ignoringFields("timerLeft").isEqualTo(before);
        assertThat(seen.timerLeft().orElseThrow()).isPositive();
        assertThat(timers()).isEqualTo(timer);
        assertThat(bench.processes("@timer", OLDER)).isPositive();
        assertThat(bench.processes("@timer", NEWER)).isZero();
        GuardFacts fenced = older.fence(bench.name, bench.ticket(), 1);
        assertThat(fenced.record()).isEqualTo(before.record() + 1);
        assertThat(newer.unfence(bench.name, bench.ticket(), true).running()).isEqualTo(RunState.RUNNING);
        assertThat(older.giveBack(bench.name, bench.ticket()).state()).isEqualTo(GuardState.OPEN);
    }

    @Test
    void anOlderTimerExpiresBesideANewerVersionAndItsSupervisorHeedsIt() {
        bench.opened();
        bench.quiesceUntilTimeIsUp(older, BRIEF);
        newer.adopt(bench.name, bench.ticket(2, 1));
        assertThat(bench.processes("@timer", NEWER)).as("one timer is enough").isZero();
        GuardBench.until("released", () -> newer.observe(bench.name).state() == GuardState.RELEASED);
        bench.untilRunning(newer);
        assertThat(bench.processes("@timer", OLDER)).as("it supervises").isPositive();
        newer.giveBack(bench.name, bench.ticket(2, 1));
        GuardBench.until("no supervisor", () -> bench.processes("@timer") == 0);
        assertThat(newer.observe(bench.name).running()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void aNewerTimerExpiresBesideAnOlderVersion() {
        bench.opened();
        bench.quiesceUntilTimeIsUp(newer, BRIEF);
        assertThat(bench.processes("@timer", NEWER)).isPositive();
        GuardBench.until("released", () -> older.observe(bench.name).state() == GuardState.RELEASED);
        bench.untilRunning(older);
        assertThat(older.quiesce(bench.name, bench.ticket(), 2, BUDGET).running())
                .isEqualTo(RunState.STOPPED);
        GuardBench.until("the newer one's has ended", () -> bench.processes("@timer", NEWER) == 0);
    }

    @Test
    void aCallOfANewerVersionEndsAnOlderOnesCallAndItsStop() {
        endsTheCallOf(older, newer);
    }

    @Test
    void aCallOfAnOlderVersionEndsANewerOnesCallAndItsStop() {
        endsTheCallOf(newer, older);
    }

    private void endsTheCallOf(RemoteGuard first, RemoteGuard second) {
        bench.opened();
        bench.file(bench.home("a").resolve("stop.hangs"), "");
        CompletableFuture<GuardFacts> call =
                CompletableFuture.supplyAsync(() -> first.quiesce(bench.name, bench.ticket(), 1, BUDGET));
        GuardBench.until("stopping", () -> bench.processes("ctl stop") > 0);
        GuardFacts facts = second.adopt(bench.name, bench.ticket(2, 1));
        assertThat(bench.processes("ctl stop")).isZero();
        assertThat(bench.processes("@in quiesce")).isZero();
        assertThat(facts.state()).isEqualTo(GuardState.QUIESCED);
        assertThat(facts.running()).isEqualTo(RunState.RUNNING);
        assertThatThrownBy(call::join)
                .cause()
                .isInstanceOfSatisfying(
                        GuardUnreachableException.class,
                        e -> assertThat(e.mayHaveHappened()).isTrue());
        assertThat(second.release(bench.name, bench.ticket(2, 1), 1).running()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void theHostBootsTheVersionThatCameLastAlsoWhenAnOlderOneComesAgain() {
        bench.opened();
        older.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        newer.observe(bench.name);
        bench.guards(bench.shell).on(GuardBench.host("a")).observe(bench.name);
        assertThat(boots()).content().contains(NEWER).doesNotContain(OLDER);

        bench.reboot("a");
        bench.boot("a");
        bench.untilRunning(older);
        assertThat(older.observe(bench.name).state()).isEqualTo(GuardState.RELEASED);
        assertThat(bench.processes("@watch", NEWER)).isPositive();
        assertThat(older.giveBack(bench.name, bench.ticket()).state()).isEqualTo(GuardState.OPEN);
    }

    @Test
    void aBootFileThatNamesAProgramThatIsGoneIsWrittenAgain() throws IOException {
        older.observe(bench.name);
        newer.observe(bench.name);
        Files.delete(Path.of(older.root(), NEWER));
        bench.guards(bench.shell).on(GuardBench.host("a")).observe(bench.name);
        assertThat(boots()).content().contains(OLDER);
    }

    @Test
    @Tag("thorough")
    void aSupervisorThatDiedIsReplacedByTheVersionThatCallsNext() {
        bench.opened();
        older.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        older.release(bench.name, bench.ticket(), 1);
        ProcessHandle.allProcesses()
                .filter(p -> GuardBench.commandLine(p).contains(bench.directory + "/a/.evac/" + OLDER + " @watch"))
                .forEach(ProcessHandle::destroyForcibly);
        GuardBench.until("no supervisor", () -> bench.processes("@watch") == 0);
        long starts = bench.starts();
        newer.adopt(bench.name, bench.ticket(2, 1));
        GuardBench.until("a supervisor", () -> bench.processes("@watch", NEWER) > 0);
        bench.run("cd \"$1\" && ./ctl stop \"$2\"", bench.home("a").toString(), bench.directory.toString());
        GuardBench.until("started again", () -> bench.starts() > starts);
        bench.untilRunning(older);
    }

    /** A version from before late stops were watched for: its supervisor ends with the giveback. */
    private static InstalledProgram unaware() {
        String shipped = new String(RemoteGuards.SHIPPED.text(), StandardCharsets.UTF_8);
        String text = shipped.replace("late=yes\\n", "").replaceFirst("(?m)^ *OPEN:\"\\$L_q\"\\).*\\R", "");
        assertThat(text.length()).isLessThan(shipped.length() - "late=yes\\n".length());
        return new InstalledProgram("guard", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLateStopIsWatchedForAlsoWhereAVersionSupervisedThatKnowsNoLateStops() {
        InstalledProgram early = unaware();
        older = bench.guards(bench.shell, early).on(GuardBench.host("a"));
        bench.opened();
        bench.file(bench.home("a").resolve("stop.ignored"), "");
        older.open(bench.name, bench.ticket(), bench.definition("a", Duration.ofSeconds(1)));
        assertThat(older.quiesce(bench.name, bench.ticket(), 1, BUDGET).running())
                .isEqualTo(RunState.RUNNING);
        older.release(bench.name, bench.ticket(), 1);
        assertThat(bench.processes("@watch", early.fileName())).isPositive();
        newer.giveBack(bench.name, bench.ticket(2, 1));
        GuardBench.until("the older one is replaced", () -> bench.processes("@watch", early.fileName()) == 0);
        long starts = bench.starts();
        bench.run(
                "kill -9 \"$(cat \"$1\")\" && rm -f \"$1\"",
                bench.home("a").resolve("run.pid").toString());
        bench.untilRunning(newer);
        assertThat(bench.starts()).isEqualTo(starts + 1);
    }

    private Path boots() {
        return Path.of(older.root(), "boot");
    }

    private List<String> timers() throws IOException {
        try (var files = Files.list(bench.instanceFiles("a").resolve("t"))) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
