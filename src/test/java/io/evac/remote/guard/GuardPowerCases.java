package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.RunState;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardRefusedException.Reason;
import io.evac.migration.GuardState;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both hosts lose their power and boot, somewhere in a switch: what stands on their disks decides. */
abstract class GuardPowerCases extends OnBench {
    private static final Duration BUDGET = Duration.ofSeconds(120);

    private void cut() {
        bench.reboot("a");
        bench.reboot("b");
        bench.boot("a");
        bench.boot("b");
    }

    private void hooksEnded() {
        GuardBench.until("hooks ended", () -> bench.processes("@watch") == 0);
    }

    private void sealed() {
        bench.opened();
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.copyAcross();
        bench.destination.seal(bench.name, bench.ticket(), 1, "d");
    }

    private void fenced() {
        sealed();
        bench.source.fence(bench.name, bench.ticket(), 1);
    }

    private void active() {
        fenced();
        assertThat(bench.destination
                        .activate(bench.name, bench.ticket(), 1, true)
                        .state())
                .isEqualTo(GuardState.ACTIVE);
    }

    private RunState on(RemoteGuard guard) {
        return guard.observe(bench.name).running();
    }

    @Test
    void beforeTheFenceTheSourceRunsAgainAndWhatIsSealedForItsTimerStartsNowhere() {
        sealed();
        cut();
        bench.untilRunning(bench.source);
        assertThat(bench.source.observe(bench.name).state()).isEqualTo(GuardState.RELEASED);
        assertThat(bench.destination.observe(bench.name).state()).isEqualTo(GuardState.SEALED);
        assertThat(on(bench.destination)).isEqualTo(RunState.STOPPED);
        assertThat(bench.starts()).isEqualTo(2);
    }

    @Test
    void betweenFenceAndActivateNothingStartsUntilSomebodyHasAskedBoth() {
        fenced();
        cut();
        hooksEnded();
        assertThat(bench.starts()).isEqualTo(1);
        assertThat(bench.source.adopt(bench.name, bench.ticket(2, 1)).state()).isEqualTo(GuardState.FENCED);
        assertThat(bench.destination.adopt(bench.name, bench.ticket(2, 1)).state())
                .isEqualTo(GuardState.SEALED);
        assertThat(bench.destination
                        .activate(bench.name, bench.ticket(2, 1), 1, true)
                        .running())
                .isEqualTo(RunState.RUNNING);
        assertThat(on(bench.source)).isEqualTo(RunState.STOPPED);
    }

    @Test
    void behindThePointOfNoReturnTheDestinationRunsAgainAndTheSourceDoesNot() {
        active();
        cut();
        bench.untilRunning(bench.destination);
        hooksEnded();
        assertThat(bench.starts()).isEqualTo(3);
        assertThat(on(bench.source)).isEqualTo(RunState.STOPPED);
        assertThat(bench.source.observe(bench.name).away()).isTrue();
    }

    @Test
    void whatHasNotComeUpAgainIsNotGivenBack() {
        active();
        bench.reboot("b");
        assertThatThrownBy(() -> bench.destination.giveBack(bench.name, bench.ticket(2, 1)))
                .isInstanceOfSatisfying(GuardRefusedException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.STATE);
                    assertThat(e).hasMessageContaining("does not run: STOPPED");
                });
        assertThat(bench.destination.observe(bench.name).state()).isEqualTo(GuardState.ACTIVE);
        assertThat(bench.destination
                        .unfence(bench.name, bench.ticket(2, 1), true)
                        .running())
                .isEqualTo(RunState.RUNNING);
        GuardFacts back = bench.destination.giveBack(bench.name, bench.ticket(2, 1));
        assertThat(back.state()).isEqualTo(GuardState.OPEN);
        assertThat(back.running()).isEqualTo(RunState.RUNNING);
    }

    @Test
    @Tag("thorough")
    void whatIsNotToRunAnyMoreIsStartedByNoBootAndGivenBackAsItIs() {
        active();
        bench.reboot("b");
        GuardFacts down = bench.destination.unfence(bench.name, bench.ticket(2, 1), false);
        assertThat(down.state()).isEqualTo(GuardState.ACTIVE);
        assertThat(bench.destination
                        .unfence(bench.name, bench.ticket(2, 1), false)
                        .record())
                .isEqualTo(down.record());
        bench.boot("b");
        hooksEnded();
        assertThat(on(bench.destination)).isEqualTo(RunState.STOPPED);
        assertThat(bench.destination.giveBack(bench.name, bench.ticket(2, 1)).state())
                .isEqualTo(GuardState.OPEN);
    }

    @Test
    void aStartThatABootHasBegunIsEndedBeforeWhatIsNotToRunIsTakenAsItIsAndFenced() {
        active();
        bench.reboot("b");
        bench.file(bench.home("b").resolve("start.hangs"), "");
        bench.boot("b");
        GuardBench.until("its start hangs", () -> bench.processes("@do", "start") > 0);
        bench.destination.unfence(bench.name, bench.ticket(2, 1), false);
        GuardFacts down = bench.destination.unfence(bench.name, bench.ticket(2, 1), false);
        assertThat(bench.processes("@do", "start")).isZero();
        assertThat(down.state()).isEqualTo(GuardState.ACTIVE);
        assertThat(down.running()).isEqualTo(RunState.STOPPED);
        bench.run("rm \"$1\"", bench.home("b").resolve("start.hangs").toString());
        GuardFacts taken = bench.destination.quiesce(bench.name, bench.ticket(2, 1), 2, BUDGET);
        assertThat(taken.state()).isEqualTo(GuardState.QUIESCED);
        assertThat(taken.running()).isEqualTo(RunState.STOPPED);
        assertThat(bench.destination.fence(bench.name, bench.ticket(2, 1), 2).state())
                .isEqualTo(GuardState.FENCED);
        bench.boot("b");
        hooksEnded();
        assertThat(on(bench.destination)).isEqualTo(RunState.STOPPED);
        assertThat(bench.lines("stops")).as("only the source's").isEqualTo(1);
    }

    @Test
    void whatABootBringsDownAndDoesNotStartAgainIsActivatingByItsRecord() {
        active();
        bench.reboot("b");
        bench.file(bench.home("b").resolve("start.fails"), "");
        GuardFacts facts = bench.destination.unfence(bench.name, bench.ticket(2, 1), true);
        assertThat(facts.state()).isEqualTo(GuardState.ACTIVATING);
        assertThat(facts.running()).isEqualTo(RunState.STOPPED);
    }
}
