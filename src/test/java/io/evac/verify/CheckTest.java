package io.evac.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.PhaseWalk;
import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedDriver;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.driver.simulated.Trouble;
import io.evac.migration.Definition;
import io.evac.migration.Failure;
import io.evac.migration.Moves;
import io.evac.migration.Phase;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.verify.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T22:00:00Z"));
    private final SimulatedWorld world = new SimulatedWorld(clock, clock);
    private final SimulatedDriver driver = new SimulatedDriver(world, clock, clock);
    private final Check check = new Check(Moves::host, host -> driver, world.guards());
    private final Move move = Moves.move(MigrationType.SEMI_LIVE, Duration.ofSeconds(60), true);
    private final PhaseWalk walk = new PhaseWalk(driver, Moves::host, move, check);

    @BeforeEach
    void add() {
        world.add(Moves.HOME, 1 << 30, 1 << 20, true);
    }

    private List<Kind> kinds() {
        assertThat(check.of(move)).allSatisfy(finding -> {
            assertThat(finding.what()).isNotBlank();
            assertThat(finding.remedy()).startsWith("Maybe");
        });
        return check.of(move).stream().map(Finding::kind).toList();
    }

    @Test
    void a_moved_instance_has_no_finding() {
        walk.through(Phase.ACTIVATE);
        assertThat(kinds()).isEmpty();
        assertThat(check.moved(move)).isEmpty();
        assertThat(check.at(move.arrived(), move)).isEmpty();
    }

    @Test
    void an_instance_that_has_not_moved_is_neither_there_nor_gone() {
        assertThat(kinds()).containsExactly(Kind.NOT_GONE, Kind.NOT_THERE);
    }

    @Test
    void one_that_does_not_run_there_is_not_there() {
        walk.through(Phase.ACTIVATE);
        world.meddle(Moves.AWAY, false);
        assertThat(kinds()).containsExactly(Kind.NOT_THERE);
        assertThat(check.at(move.arrived(), move)).isPresent();
    }

    @Test
    void one_that_runs_there_and_was_stopped_when_planned_is_not_as_planned() {
        walk.through(Phase.ACTIVATE);
        Move stopped = Moves.move(MigrationType.SEMI_LIVE, Duration.ofSeconds(60), false);
        assertThat(check.of(stopped)).extracting(Finding::kind).containsExactly(Kind.NOT_THERE);
    }

    @Test
    void a_parked_copy_that_somebody_put_back_is_not_gone() {
        walk.through(Phase.ACTIVATE);
        world.intrude(Moves.HOME);
        assertThat(kinds()).containsExactly(Kind.NOT_GONE);
        assertThat(check.at(move.arrived(), move))
                .as("its destination is well without the source")
                .isEmpty();
    }

    @Test
    void one_that_runs_and_is_sick_there_is_told_so() {
        walk.through(Phase.ACTIVATE);
        world.faults(Trouble.sick(Moves.BETA));
        assertThat(kinds()).containsExactly(Kind.SICK);
        assertThat(check.at(move.arrived(), move)).isPresent();
    }

    @Test
    void another_autostart_than_at_the_source_is_another_instance() {
        walk.run(Phase.RESERVE);
        List<String> command = List.of("simulated");
        Definition late = new Definition("web1", command, command, command, command, Duration.ofSeconds(10), false);
        world.guards().on(Moves.host(Moves.BETA)).reserve(Moves.WEB, PhaseWalk.ticket(), late);
        walk.through(Phase.FULL_SYNC, Phase.ACTIVATE);
        assertThat(kinds()).containsExactly(Kind.OTHER);
    }

    @Test
    void a_host_that_does_not_answer_is_not_verified_and_not_wrong() {
        walk.through(Phase.ACTIVATE);
        for (Trouble trouble : List.of(
                Trouble.silent(Moves.ALPHA, "observe"),
                Trouble.silent(Moves.BETA, "observe"),
                Trouble.silent(Moves.BETA, "healthy"))) {
            world.faults(trouble);
            assertThat(kinds()).as(trouble.at().value()).containsExactly(Kind.UNANSWERED);
            assertThat(check.moved(move)).containsInstanceOf(Failure.Transient.class);
        }
    }

    @Test
    void what_is_wrong_is_told_all_at_once_and_goes_before_what_is_unknown() {
        walk.through(Phase.ACTIVATE);
        world.meddle(Moves.AWAY, false);
        world.faults(Trouble.silent(Moves.ALPHA, "observe"));
        assertThat(kinds()).containsExactly(Kind.NOT_THERE, Kind.UNANSWERED);
        assertThat(check.moved(move)).hasValueSatisfying(failure -> {
            assertThat(failure).isInstanceOf(Failure.Permanent.class);
            assertThat(failure.code()).isEqualTo("EVAC-430");
            assertThat(failure.what()).contains("beta/web1").contains("alpha could not be asked");
        });
    }
}
