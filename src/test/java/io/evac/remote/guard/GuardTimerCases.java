package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.RunState;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardRefusedException.Reason;
import io.evac.migration.GuardState;
import io.evac.migration.GuardUnreachableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

abstract class GuardTimerCases {
    private static final Duration BUDGET = Duration.ofSeconds(120);
    private static final Duration BRIEF = Duration.ofSeconds(2);
    /** As brief, and long enough for the call itself on a busy machine. */
    private static final Duration SHORT = Duration.ofSeconds(10);

    /** The shell of both hosts. */
    abstract HostShell kind();

    /** What makes things durable on both hosts. */
    HostFlush flush() {
        return HostFlush.NAMES;
    }

    GuardBench bench;

    @BeforeEach
    void build() {
        bench = new GuardBench(kind(), flush());
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void theTimerBringsTheSourceBackAndSupervisesItUntilANewerRecord() {
        bench.opened();
        bench.quiesceUntilTimeIsUp(bench.source, BRIEF);
        bench.untilRunning(bench.source);
        assertThat(bench.source.observe(bench.name).state()).isEqualTo(GuardState.RELEASED);
        refused(Reason.STATE, () -> bench.source.fence(bench.name, bench.ticket(), 1));
        refused(Reason.STATE, () -> bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET));

        long starts = bench.starts();
        bench.run("cd \"$1\" && ./ctl stop \"$2\"", bench.home("a").toString(), bench.directory.toString());
        GuardBench.until("started again", () -> bench.starts() > starts);
        bench.untilRunning(bench.source);

        bench.source.giveBack(bench.name, bench.ticket());
        GuardBench.until("no supervisor", () -> bench.processes("@watch") + bench.processes("@timer") == 0);
        assertThat(bench.source.observe(bench.name).running()).isEqualTo(RunState.RUNNING);
    }

    @Test
    @Tag("thorough")
    void theTimerEndsAStopThatHangsAndTheCallWithIt() throws Exception {
        bench.opened();
        bench.file(bench.home("a").resolve("stop.hangs"), "");
        CompletableFuture<GuardFacts> call =
                CompletableFuture.supplyAsync(() -> bench.source.quiesce(bench.name, bench.ticket(), 1, BRIEF));
        GuardBench.until("released", () -> bench.source.observe(bench.name).state() == GuardState.RELEASED);
        assertThatThrownBy(call::join)
                .cause()
                .isInstanceOfSatisfying(
                        GuardUnreachableException.class,
                        e -> assertThat(e.mayHaveHappened()).isTrue());
        GuardBench.until("stopper gone", () -> bench.processes("ctl stop") == 0);
        assertThat(bench.source.observe(bench.name).running()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void whoHandsOverHasItsBudgetFromTheMomentItIsSeenStopped() {
        bench.opened();
        bench.file(bench.home("a").resolve("stop.fails"), "");
        GuardFacts runs = bench.source.handOver(bench.name, bench.ticket(), 1, SHORT);
        assertThat(runs.running()).isEqualTo(RunState.RUNNING);
        assertThat(runs.timerLeft().orElseThrow()).isGreaterThan(SHORT);
        bench.run("rm \"$1\"", bench.home("a").resolve("stop.fails").toString());
        GuardFacts stopped = bench.source.handOver(bench.name, bench.ticket(), 1, SHORT);
        assertThat(stopped.running()).isEqualTo(RunState.STOPPED);
        assertThat(stopped.timerLeft().orElseThrow()).isLessThanOrEqualTo(SHORT);
        bench.untilRunning(bench.source);
        assertThat(bench.source.observe(bench.name).state()).isEqualTo(GuardState.RELEASED);
    }

    @Test
    void whoTakesOverFindsWhatWasHandedOverMeanwhileWithItsBudget() {
        bench.opened();
        bench.file(bench.home("a").resolve("stop.hangs"), "");
        CompletableFuture<GuardFacts> call =
                CompletableFuture.supplyAsync(() -> bench.source.handOver(bench.name, bench.ticket(), 1, BUDGET));
        GuardBench.until("hands over", () -> bench.processes("ctl stop") > 0);
        shutDownAtLast();
        GuardFacts taken = bench.source.adopt(bench.name, bench.ticket(2, 1));
        assertThat(taken.state()).isEqualTo(GuardState.QUIESCED);
        assertThat(taken.running()).isEqualTo(RunState.STOPPED);
        assertThat(taken.timerLeft().orElseThrow()).isLessThanOrEqualTo(BUDGET);
        assertThat(call.handle((facts, ended) -> true).join()).isTrue();
    }

    @Test
    void aTimerThatIsNoLongerCurrentDoesNothing() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.source.fence(bench.name, bench.ticket(), 1);
        GuardBench.until("timer gone", () -> bench.processes("@timer") == 0);
        GuardFacts facts = bench.source.observe(bench.name);
        assertThat(facts.state()).isEqualTo(GuardState.FENCED);
        assertThat(facts.running()).isEqualTo(RunState.STOPPED);
        assertThat(bench.processes("@watch")).isZero();
    }

    @Test
    void aShutdownThatEndsBehindTheGivebackIsUndoneOnce() {
        bench.opened();
        bench.file(bench.home("a").resolve("stop.ignored"), "");
        bench.source.open(bench.name, bench.ticket(), bench.definition("a", Duration.ofSeconds(1)));
        assertThat(bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET).running())
                .isEqualTo(RunState.RUNNING);
        bench.source.release(bench.name, bench.ticket(), 1);
        assertThat(bench.source.giveBack(bench.name, bench.ticket()).state()).isEqualTo(GuardState.OPEN);
        // A retry that is cancelled again changes nothing of that.
        bench.source.open(bench.name, bench.ticket(), bench.definition("a", Duration.ofSeconds(1)));
        assertThat(bench.source.giveBack(bench.name, bench.ticket()).state()).isEqualTo(GuardState.OPEN);
        long starts = bench.starts();
        shutDownAtLast();
        bench.untilRunning(bench.source);
        assertThat(bench.starts()).isEqualTo(starts + 1);
        GuardBench.until("nobody watches any more", () -> bench.processes("@watch") == 0);
        shutDownAtLast();
        bench.source.adopt(bench.name, bench.ticket(2, 1));
        assertThat(bench.processes("@watch")).isZero();
        assertThat(bench.source.observe(bench.name).running()).isEqualTo(RunState.STOPPED);
    }

    private void shutDownAtLast() {
        bench.run(
                "kill -9 \"$(cat \"$1\")\" && rm -f \"$1\"",
                bench.home("a").resolve("run.pid").toString());
    }

    @Test
    void anUndoStartsTheSourceAgainAtOnce() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        GuardFacts back = bench.source.release(bench.name, bench.ticket(), 1);
        assertThat(back.state()).isEqualTo(GuardState.RELEASED);
        assertThat(back.running()).isEqualTo(RunState.RUNNING);
        assertThat(bench.source.release(bench.name, bench.ticket(), 1).record()).isEqualTo(back.record());
    }

    @Test
    @Tag("thorough")
    void theInstanceSurvivesLaterCallsThatEndOlderOnes() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.source.release(bench.name, bench.ticket(), 1);
        long starts = bench.starts();
        for (int i = 0; i < 3; i++) {
            bench.source.adopt(bench.name, bench.ticket(2 + i, 1));
            assertThat(bench.source.observe(bench.name).running()).isEqualTo(RunState.RUNNING);
        }
        bench.source.giveBack(bench.name, bench.ticket(9, 1));
        bench.source.open(bench.name, bench.ticket(9, 1), bench.definition("a"));
        assertThat(bench.source.observe(bench.name).running()).isEqualTo(RunState.RUNNING);
        assertThat(bench.starts()).isEqualTo(starts);
    }

    /** Released, running already, but its start command has not returned. */
    private Path lingering() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        Path lingers = bench.home("a").resolve("start.lingers");
        bench.file(lingers, "");
        assertThat(bench.source.release(bench.name, bench.ticket(), 1).running())
                .isEqualTo(RunState.RUNNING);
        // Each of its naps is a second one until it has become another program.
        GuardBench.until("its start command goes on", () -> bench.processes("ctl start") == 1);
        return lingers;
    }

    @Test
    void aStartCommandThatGoesOnIsNotEndedWhileTheInstanceIsReleasedAndIsAwaitedBeforeItIsGivenBack() {
        Path lingers = lingering();
        long starts = bench.starts();
        assertThat(bench.source.adopt(bench.name, bench.ticket(2, 1)).running()).isEqualTo(RunState.RUNNING);
        refused(Reason.STATE, () -> bench.source.quiesce(bench.name, bench.ticket(2, 1), 1, BUDGET));
        CompletableFuture<GuardFacts> back =
                CompletableFuture.supplyAsync(() -> bench.source.giveBack(bench.name, bench.ticket(2, 1)));
        GuardBench.until("called", () -> bench.processes("@in giveback") > 0);
        assertThat(bench.source.observe(bench.name).state()).isEqualTo(GuardState.RELEASED);
        bench.run("rm \"$1\"", lingers.toString());
        assertThat(back.join().state()).isEqualTo(GuardState.OPEN);
        assertThat(back.join().running()).isEqualTo(RunState.RUNNING);
        assertThat(bench.starts()).isEqualTo(starts);
    }

    @Test
    void anInstanceThatItsStartCommandTakesDownAgainIsNotGivenBack() {
        Path lingers = lingering();
        CompletableFuture<GuardFacts> back =
                CompletableFuture.supplyAsync(() -> bench.source.giveBack(bench.name, bench.ticket()));
        GuardBench.until("called", () -> bench.processes("@in giveback") > 0);
        bench.file(bench.home("a").resolve("start.fails"), "");
        bench.run(
                "cd \"$1\" && ./ctl stop \"$2\" && rm \"$3\"",
                bench.home("a").toString(),
                bench.directory.toString(),
                lingers.toString());
        assertThatThrownBy(back::join).hasCauseInstanceOf(GuardRefusedException.class);
        assertThat(bench.source.observe(bench.name).state()).isEqualTo(GuardState.RELEASED);
        bench.run("rm \"$1\"", bench.home("a").resolve("start.fails").toString());
        bench.untilRunning(bench.source);
    }

    @Test
    @Tag("thorough")
    void whatADeadSupervisorWasStartingIsEndedAndStartedOnce() {
        Path lingers = lingering();
        kill("@watch");
        bench.source.adopt(bench.name, bench.ticket(2, 1));
        bench.run("rm \"$1\"", lingers.toString());
        assertThat(bench.source.giveBack(bench.name, bench.ticket(2, 1)).running())
                .isEqualTo(RunState.RUNNING);
        assertThat(bench.processes("echo $$ >run.pid")).isEqualTo(1);
    }

    @Test
    @Tag("thorough")
    void whatAStartCommandLeftThatDiedIsEndedAndStartedOnce() {
        Path lingers = lingering();
        kill("@do");
        bench.source.adopt(bench.name, bench.ticket(2, 1));
        bench.run("rm \"$1\"", lingers.toString());
        assertThat(bench.source.giveBack(bench.name, bench.ticket(2, 1)).running())
                .isEqualTo(RunState.RUNNING);
        assertThat(bench.processes("echo $$ >run.pid")).isEqualTo(1);
    }

    private void kill(String kind) {
        ProcessHandle.allProcesses()
                .filter(p -> GuardBench.commandLine(p).contains(bench.directory.toString())
                        && GuardBench.commandLine(p).contains(kind))
                .forEach(ProcessHandle::destroyForcibly);
        GuardBench.until("no " + kind, () -> bench.processes(kind) == 0);
    }

    @Test
    @Tag("thorough")
    void aSupervisorThatDiedIsReplacedByTheNextCall() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.source.release(bench.name, bench.ticket(), 1);
        kill("@watch");
        bench.source.adopt(bench.name, bench.ticket(2, 1));
        GuardBench.until("a supervisor", () -> bench.processes("@watch") == 1);
    }

    @Test
    void aBootExpiresTheTimerOfTheBootBefore() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.reboot("a");
        GuardFacts facts = bench.source.observe(bench.name);
        assertThat(facts.bootChanged()).isTrue();
        assertThat(facts.timerLeft()).contains(Duration.ZERO);
        bench.boot("a");
        bench.untilRunning(bench.source);
        assertThat(bench.source.observe(bench.name).state()).isEqualTo(GuardState.RELEASED);
    }

    @Test
    void aFenceIsRefusedWhenTheHostHasBootedSinceQuiesceAndTheSourceComesBack() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.reboot("a");
        refused(Reason.REBOOTED, () -> bench.source.fence(bench.name, bench.ticket(), 1));
        bench.untilRunning(bench.source);
    }

    @Test
    @Tag("thorough")
    void aBootStartsWhatIsOpenWithTheWishOrActiveAndNothingThatIsFencedOrArriving() throws Exception {
        bench.opened();
        bench.reboot("a");
        bench.boot("a");
        bench.untilRunning(bench.source);
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        bench.copyAcross();
        bench.destination.seal(bench.name, bench.ticket(), 1, "d");
        bench.source.fence(bench.name, bench.ticket(), 1);
        long starts = bench.starts();
        bench.boot("a");
        bench.boot("b");
        GuardBench.until("hooks ended", () -> bench.processes("@watch") == 0);
        assertThat(bench.starts()).isEqualTo(starts);
        bench.destination.activate(bench.name, bench.ticket(), 1, true);
        bench.reboot("b");
        assertThat(bench.destination.observe(bench.name).running()).isEqualTo(RunState.STOPPED);
        bench.boot("b");
        bench.untilRunning(bench.destination);
        assertThat(Files.exists(Path.of(bench.source.away(bench.name)))).isTrue();
    }

    private static void refused(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        GuardRefusedException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }
}
