package io.evac.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Instance;
import io.evac.inventory.RunState;
import io.evac.it.KillingJournal.Boundary;
import io.evac.migration.FailureException;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardState;
import io.evac.migration.Journal;
import io.evac.migration.Leg;
import io.evac.migration.MoveState;
import io.evac.migration.Observation;
import io.evac.migration.Orders;
import io.evac.migration.Phase;
import io.evac.plan.Estimate;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Objection;
import io.evac.verify.Check;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every driver must do alike; a subclass per driver brings the hosts. */
public abstract class DriverContract {
    private static final Duration DOWNTIME = Duration.ofSeconds(120);
    private Rig rig;
    private Rig.Platform platform;

    /** Two hosts and a fresh instance. */
    protected abstract Rig rig() throws Exception;

    @BeforeEach
    void build() throws Exception {
        rig = rig();
        platform = rig.platform();
    }

    @AfterEach
    void close() throws Exception {
        if (rig != null) {
            rig.close();
        }
    }

    /** A type that syncs while the instance runs. */
    protected MigrationType rounds() {
        return MigrationType.SEMI_LIVE;
    }

    static Stream<MigrationType> types() {
        return Stream.of(MigrationType.COLD, MigrationType.SEMI_LIVE);
    }

    protected static Stream<Arguments> deaths() {
        return Arrays.stream(Phase.values())
                .flatMap(phase -> Stream.of(Boundary.AFTER_INTENT, Boundary.AFTER_EFFECT)
                        .map(boundary -> Arguments.of(phase, boundary)));
    }

    /** All that can be undone. */
    protected static Stream<Phase> undone() {
        return Arrays.stream(Phase.values()).filter(phase -> phase.compareTo(Phase.FENCE) <= 0);
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_move_ends_really_there_and_really_gone(MigrationType type) throws Exception {
        Move move = move(type);
        assertThat(platform.driver().objections(move))
                .noneMatch(objection -> objection.severity() == Objection.Severity.ERROR);
        Story story = new Story(rig, move);
        assertState(story, story.until(Leg.VERIFY), MoveState.VERIFIED);
        assertThat(check().of(move)).isEmpty();
        assertArrived();
        assertState(story, story.until(Leg.FINALIZE), MoveState.FINALIZED);
        assertArrived();
        assertNothingLeft(rig.instance().host());
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void a_successor_ends_what_an_orchestrator_began_that_died_in(Phase phase, Boundary boundary) throws Exception {
        Story story = new Story(rig, move(rounds()));
        assertThatThrownBy(() -> story.until(Leg.FINALIZE, phase, boundary)).isInstanceOf(Story.Died.class);
        assertState(story, story.until(Leg.FINALIZE), MoveState.FINALIZED);
        assertArrived();
        assertNothingLeft(rig.instance().host());
    }

    @ParameterizedTest
    @MethodSource("types")
    void every_phase_that_runs_twice_does_what_it_does_once(MigrationType type) throws Exception {
        Move move = move(type);
        PhaseWalk walk = walk(move);
        for (Phase phase : walk.phases()) {
            walk.run(phase);
            walk.run(phase);
            if (phase == Phase.VERIFY) {
                assertThat(check().of(move)).isEmpty();
            }
        }
        assertArrived();
        assertNothingLeft(rig.instance().host());
    }

    @ParameterizedTest
    @MethodSource("undone")
    void a_move_undone_twice_after_its_phase_leaves_all_as_it_was_and_may_be_tried_again(Phase last) throws Exception {
        Move move = move(rounds());
        PhaseWalk walk = walk(move);
        walk.through(last);
        for (Phase phase : walk.phases().reversed()) {
            walk.undo(phase);
            walk.undo(phase);
        }
        assertAtHome();
        assertThat(at(rig.destination()).facts().inPlace()).isFalse();
        Story again = new Story(rig, move);
        assertState(again, again.until(Leg.VERIFY), MoveState.VERIFIED);
        assertArrived();
    }

    @Test
    void an_undo_of_what_never_began_does_nothing() throws Exception {
        PhaseWalk walk = walk(move(rounds()));
        walk.phases().reversed().forEach(walk::undo);
        assertAtHome();
        assertNothingLeft(rig.destination());
    }

    @Test
    void an_undo_behind_the_point_of_no_return_does_nothing() throws Exception {
        Move move = move(rounds());
        PhaseWalk walk = walk(move);
        walk.through(Phase.ACTIVATE);
        for (Phase phase : walk.phases().reversed()) {
            if (phase == Phase.FENCE) {
                assertThatThrownBy(() -> walk.undo(phase)).isInstanceOf(FailureException.class);
            } else {
                walk.undo(phase);
            }
        }
        assertThat(check().of(move)).isEmpty();
        assertArrived();
    }

    @Test
    void an_instance_that_is_gone_is_left_alone_and_nothing_is_left_behind() throws Exception {
        Story story = new Story(rig, move(rounds()));
        rig.vanish();
        assertRefused(story, story.until(Leg.FINALIZE));
        assertThat(rig.runningOn()).isEmpty();
        assertNothingLeft(rig.instance().host());
        assertNothingLeft(rig.destination());
    }

    @Test
    void an_instance_that_people_have_brought_back_leaves_once_more() throws Exception {
        Story first = new Story(rig, move(rounds()));
        assertState(first, first.until(Leg.FINALIZE), MoveState.FINALIZED);
        rig.bringBack();
        rig.assertWhole(rig.instance().host());
        Story again = new Story(rig, move(rounds()));
        assertState(again, again.until(Leg.FINALIZE), MoveState.FINALIZED);
        assertArrived();
        assertNothingLeft(rig.instance().host());
    }

    @Test
    void a_destination_that_holds_that_name_is_refused_and_both_stay_as_they_are() throws Exception {
        Move move = move(rounds());
        rig.occupy();
        Story story = new Story(rig, move);
        assertRefused(story, story.until(Leg.FINALIZE));
        PhaseWalk walk = walk(move);
        assertThatThrownBy(() -> walk.run(Phase.RESERVE))
                .isInstanceOfSatisfying(
                        GuardRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(GuardRefusedException.Reason.CONFLICT));
        walk.undo(Phase.RESERVE);
        assertAtHome();
        rig.assertOccupied();
    }

    @Test
    void what_has_moved_goes_back_to_its_parked_copy_when_that_is_ordered() throws Exception {
        Story story = new Story(rig, move(rounds()));
        assertState(story, story.until(Leg.VERIFY), MoveState.VERIFIED);
        rig.mayLose();
        story.order(record -> Orders.discard(record, "asked by jo"));
        assertState(story, story.leg(Leg.ROLLBACK), MoveState.ROLLED_BACK);
        assertThat(rig.runningOn()).containsExactly(rig.instance().host());
        assertParked(rig.destination());
    }

    @Test
    void what_was_left_on_a_host_that_was_off_is_fenced_when_that_answers_again() throws Exception {
        Story story = new Story(rig, move(rounds()));
        assertState(story, story.until(Leg.VERIFY), MoveState.VERIFIED);
        rig.mayLose();
        rig.powerOff();
        story.silence(Optional.of(rig.destination()));
        story.order(record -> Orders.off(Orders.discard(record, "asked by jo"), rig.destination(), "the word of jo"));
        assertState(story, story.leg(Leg.ROLLBACK), MoveState.ROLLED_BACK);
        assertThat(rig.runningOn()).containsExactly(rig.instance().host());
        assertThat(at(rig.destination()).facts().inPlace()).isTrue();
        story.silence(Optional.empty());
        assertState(story, story.leg(Leg.SETTLE), MoveState.ROLLED_BACK);
        assertParked(rig.destination());
        assertThat(rig.runningOn()).containsExactly(rig.instance().host());
    }

    private void assertParked(HostName host) {
        GuardFacts facts = at(host).facts();
        assertThat(facts.state()).isEqualTo(GuardState.FENCED);
        assertThat(facts.inPlace()).isFalse();
        assertThat(facts.away()).isTrue();
    }

    private Move move(MigrationType type) throws Exception {
        Host from = rig.host(rig.instance().host());
        Instance instance = platform.driver().survey(from).instances().stream()
                .filter(found -> found.ref().equals(rig.instance()))
                .findFirst()
                .orElseThrow();
        assertThat(instance.running()).isEqualTo(RunState.RUNNING);
        assertThat(instance.types()).contains(type.toString());
        return new Move(
                new MoveId("P-9f3c21ab.1"),
                1,
                instance.ref(),
                rig.destination(),
                type,
                0,
                instance.need(),
                Optional.empty(),
                DOWNTIME,
                Optional.empty(),
                Optional.empty(),
                true,
                instance.fingerprint(),
                0,
                0,
                new Estimate(0, Duration.ZERO, Duration.ZERO),
                "");
    }

    private PhaseWalk walk(Move move) {
        return new PhaseWalk(platform.driver(), rig::host, move, check());
    }

    private Check check() {
        return new Check(rig::host, host -> platform.driver(), platform.guards());
    }

    private Observation at(HostName host) {
        return platform.driver()
                .observe(new io.evac.inventory.InstanceRef(host, rig.instance().name()), rig.host(host));
    }

    private void assertArrived() throws Exception {
        assertThat(rig.runningOn()).containsExactly(rig.destination());
        rig.assertWhole(rig.destination());
    }

    /** Running at home, in nobody's hand. */
    private void assertAtHome() throws Exception {
        HostName home = rig.instance().host();
        assertThat(rig.runningOn()).containsExactly(home);
        rig.assertWhole(home);
        GuardFacts facts = at(home).facts();
        assertThat(facts.state()).isEqualTo(GuardState.OPEN);
        assertThat(facts.owner()).isEmpty();
    }

    private void assertNothingLeft(HostName host) {
        Observation seen = at(host);
        assertThat(seen.present()).isFalse();
        assertThat(seen.facts().state()).isEqualTo(GuardState.ABSENT);
    }

    private static void assertState(Story story, Journal.MoveRecord record, MoveState wanted) {
        assertThat(record.state()).as(record + "\n" + story.events()).isEqualTo(wanted);
    }

    private static void assertRefused(Story story, Journal.MoveRecord record) {
        assertState(story, record, MoveState.FAILED);
        assertThat(record.code()).isPresent();
        assertThat(record.message().orElse("")).contains("Maybe");
    }
}
