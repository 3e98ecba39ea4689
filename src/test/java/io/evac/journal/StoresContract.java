package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.HostName;
import io.evac.migration.Checkpoint;
import io.evac.migration.Journal.Intent;
import io.evac.migration.Journal.JournalException;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.report.EventReport;
import io.evac.run.CutoverWish;
import io.evac.run.HookStore.Open;
import io.evac.run.HookStore.Stage;
import io.evac.run.LeaseStore.Held;
import io.evac.run.RunId;
import io.evac.run.RunState;
import io.evac.run.RunStore;
import io.evac.run.RunStore.RunRecord;
import io.evac.run.Runs.RefusedException;
import io.evac.schedule.Schedules.PreSync;
import io.evac.schedule.Terms;
import io.evac.schedule.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every database must do; one subclass per database. */
abstract class StoresContract {
    static final Duration TTL = Duration.ofSeconds(15);
    private static int plans;

    /** An open database, shared by the cases or not; each case makes plans of its own. */
    abstract TestDatabase db();

    /** A plan of a host that no other case uses. */
    static synchronized Plan freshPlan(int moves) {
        plans++;
        return Plans.of("i" + plans + "-", "from-" + plans, "to-" + plans, moves);
    }

    private RunRecord freshRun(int moves) {
        return db().runs().create(freshPlan(moves), Optional.empty(), "tester");
    }

    /** Runs both at the same moment and answers what they answered. */
    static <T> List<T> together(Callable<T> first, Callable<T> second) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<T>> futures = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            for (Callable<T> each : List.of(first, second)) {
                futures.add(pool.submit(() -> {
                    start.await(180, TimeUnit.SECONDS);
                    return each.call();
                }));
            }
        }
        return List.of(futures.get(0).get(), futures.get(1).get());
    }

    @Test
    void a_plan_comes_back_as_it_was_put() {
        Plan plan = freshPlan(5);
        db().plans().put(plan);
        db().plans().put(plan);
        assertThat(db().plans().find(plan.id())).contains(plan);
        assertThat(db().plans().list()).containsOnlyOnce(plan.id());
    }

    @Test
    void a_cordon_is_seen_by_every_daemon_with_who_wants_it_and_since_when() throws Exception {
        HostName host = new HostName("cordoned-1");
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
        assertThat(together(
                        () -> db().cordons().set(host, true, "one"),
                        () -> db().cordons().set(host, true, "two")))
                .as("the second wish changes nothing")
                .containsExactlyInAnyOrder(true, false);
        assertThat(db().cordons().all()).singleElement().satisfies(cordon -> {
            assertThat(cordon.host()).isEqualTo(host);
            assertThat(cordon.actor()).isIn("one", "two");
            assertThat(cordon.at()).isBetween(before, Instant.now());
        });
        assertThat(db().reports().events("host/cordoned-1", 0, 10))
                .extracting(EventReport::kind)
                .containsExactly("cordoned");
        assertThat(db().cordons().set(host, false, "three")).isTrue();
        assertThat(db().cordons().set(host, false, "three")).isFalse();
        assertThat(db().cordons().all()).isEmpty();
        assertThat(db().reports().events("host/cordoned-1", 0, 10))
                .extracting(EventReport::kind, EventReport::actor)
                .last()
                .isEqualTo(tuple("uncordoned", "three"));
    }

    @Test
    void the_installation_keeps_its_name() throws Exception {
        List<Installation> both = together(
                () -> Installation.of(db().database(), java.time.Clock.systemUTC()),
                () -> Installation.of(db().database(), java.time.Clock.systemUTC()));
        assertThat(both.get(0)).isEqualTo(both.get(1));
        assertThat(both.get(0).id()).matches("[0-9a-f]{8}");
    }

    @Test
    void a_run_is_created_once_for_a_plan_and_for_an_occurrence() {
        Plan plan = freshPlan(3);
        String occurrence = "nightly/" + plan.id();
        RunRecord run = db().runs().create(plan, Optional.of(occurrence), "tester");
        assertThat(run.state()).isEqualTo(RunState.PLANNED);
        assertThat(db().runs().create(plan, Optional.empty(), "other")).isEqualTo(run);
        assertThat(db().runs().create(plan, Optional.of(occurrence + "+1"), "other"))
                .isEqualTo(run);
        assertThat(db().runs().create(freshPlan(1), Optional.of(occurrence), "other"))
                .isEqualTo(run);
        assertThat(db().runs().ofOccurrence(occurrence + "+1")).contains(run);
        assertThat(db().runs().ofPlan(plan.id())).contains(run);
        assertThat(db().runs().counts(run.id())).containsExactly(java.util.Map.entry(MoveState.PLANNED, 3));
    }

    @Test
    void a_run_goes_from_window_to_window_until_it_is_over() {
        Plan plan = freshPlan(2);
        String schedule = "s_" + plan.id().value().substring(2);
        RunRecord run = db().runs().create(plan, Optional.of(schedule + "/1"), "tester");
        assertThat(db().runs().window(run.id())).isEmpty();
        Instant now = Instant.ofEpochMilli(Instant.now().toEpochMilli());
        Window one = new Window(
                now, now.plusSeconds(60), now.plusSeconds(90), 2, true, ZoneId.of("Europe/Berlin"), Optional.empty());
        Window other = new Window(
                now.plusSeconds(100),
                now.plusSeconds(190),
                now.plusSeconds(190),
                0,
                false,
                ZoneId.of("UTC"),
                Optional.of(new PreSync(Duration.ofHours(24), Duration.ofMinutes(10), Duration.ofMinutes(1))));
        db().runs().enterWindow(run.id(), schedule + "/1", one, "quartz");
        assertThat(db().runs().window(run.id())).contains(one);
        assertThat(db().runs().unfinished(schedule)).contains(run);
        assertThat(db().runs().unfinished("s-" + plan.id().value().substring(2)))
                .as("another's")
                .isEmpty();
        assertThat(db().runs().unfinished(schedule.toUpperCase(java.util.Locale.ROOT)))
                .as("another's")
                .isEmpty();

        db().runs().willMissWindow(run.id(), one.words(), "by 5 minutes");
        db().runs().enterWindow(run.id(), schedule + "/2", other, "quartz");
        db().runs().enterWindow(run.id(), schedule + "/2", other, "quartz");
        assertThat(db().runs().window(run.id())).contains(other);
        assertThat(db().runs().ofOccurrence(schedule + "/2")).contains(run);
        db().runs().willMissWindow(run.id(), one.words(), "of the last one");
        db().runs().willMissWindow(run.id(), other.words(), "by 12 minutes");
        db().runs().willMissWindow(run.id(), other.words(), "by 13 minutes");
        assertThat(db().runs().leaveWindow(run.id(), "ops")).isTrue();
        assertThat(db().runs().leaveWindow(run.id(), "ops")).isFalse();
        assertThat(db().runs().window(run.id())).isEmpty();

        db().runs().willMissWindow(run.id(), other.words(), "of none");
        assertThat(db().reports().events(run.id().value(), 0, 100))
                .filteredOn(event -> event.kind().equals("will-miss-window"))
                .as("once for each window")
                .extracting(EventReport::text)
                .containsExactly("by 5 minutes", "by 12 minutes");

        db().runs().transition(run.id(), List.of(RunState.PLANNED), RunState.CANCELLED, "tester", "enough");
        assertThat(db().runs().unfinished(schedule)).isEmpty();
    }

    @Test
    void what_a_run_may_send_is_kept_until_there_is_no_limit_any_more() {
        RunRecord run = freshRun(1);
        Bandwidth timetable = Bandwidth.parse("08:00-18:00=100Mbit,18:00-08:00=1Gbit");
        assertThat(db().bandwidths().of(run.id())).isEqualTo(Bandwidth.UNLIMITED);
        assertThat(db().bandwidths().put(run.id(), timetable, "ops")).isTrue();
        assertThat(db().bandwidths().put(run.id(), timetable, "ops")).isFalse();
        assertThat(db().bandwidths().of(run.id())).isEqualTo(timetable);
        assertThat(db().reports().run(run.id().value()).orElseThrow().bandwidth())
                .contains(timetable.toString());
        assertThat(db().bandwidths().put(run.id(), Bandwidth.UNLIMITED, "ops")).isTrue();
        assertThat(db().bandwidths().of(run.id())).isEqualTo(Bandwidth.UNLIMITED);
        assertThat(db().reports().run(run.id().value()).orElseThrow().bandwidth())
                .isEmpty();
        assertThat(db().reports().events(run.id().value(), 0, 100))
                .filteredOn(event -> event.kind().equals("bandwidth"))
                .extracting(EventReport::text)
                .containsExactly("bandwidth " + timetable, "bandwidth none");
    }

    @Test
    void hooks_of_a_run_are_kept_and_what_they_are_open_around_until_they_are_through() {
        Hooks hooks = Hooks.parse("before-host=silence,before-cutover=lb-out,after-cutover=lb-in:stop");
        RunRecord run =
                db().runs().create(freshPlan(2), Optional.empty(), new Terms(Bandwidth.UNLIMITED, hooks), "tester");
        assertThat(db().hooks().of(run.id())).isEqualTo(hooks);
        assertThat(db().hooks().put(run.id(), hooks, "ops")).isFalse();
        assertThat(db().reports().run(run.id().value()).orElseThrow().hooks()).contains(hooks.toString());
        assertThat(db().hooks().put(run.id(), Hooks.NONE, "ops")).isTrue();
        assertThat(db().hooks().of(run.id())).isEqualTo(Hooks.NONE);
        assertThat(db().reports().run(run.id().value()).orElseThrow().hooks()).isEmpty();
        assertThat(db().hooks().of(freshRun(1).id())).isEqualTo(Hooks.NONE);

        Open begun = new Open(Stage.BEGUN, false, hooks);
        Open passed = new Open(Stage.PASSED, true, hooks);
        db().hooks().open(run.id(), "host/h1", begun, 1);
        db().hooks().open(run.id(), "P-1.1", begun, 1);
        db().hooks().open(run.id(), "P-1.1", passed, 1);
        assertThat(db().hooks().open(run.id())).isEqualTo(Map.of("host/h1", begun, "P-1.1", passed));
        db().hooks().close(run.id(), "host/h1", 1);
        db().hooks().close(run.id(), "host/h1", 1);
        assertThat(db().hooks().open(run.id())).isEqualTo(Map.of("P-1.1", passed));

        Held held = db().leases().acquire(run.id(), "other", TTL, false, 7).orElseThrow();
        for (Runnable late : List.<Runnable>of(
                () -> db().hooks().open(run.id(), "host/h1", begun, held.epoch() - 1),
                () -> db().hooks().close(run.id(), "P-1.1", held.epoch() - 1))) {
            assertThatThrownBy(late::run)
                    .isInstanceOfSatisfying(
                            JournalException.class,
                            gone -> assertThat(gone.superseded()).isTrue());
        }
        assertThat(db().hooks().open(run.id())).isEqualTo(Map.of("P-1.1", passed));
    }

    @Test
    void an_event_of_a_hook_is_its_runs_or_its_moves() {
        RunRecord run = freshRun(1);
        MoveId move = db().runs().moves(run.id()).getFirst().id();
        db().hooks().event(run.id(), Optional.empty(), "hook silence (before-host h1) is done", false);
        db().hooks().event(run.id(), Optional.of(move), "hook lb-in failed", true);
        assertThat(db().reports().events(run.id().value(), 0, 100))
                .filteredOn(event -> event.kind().equals("hook"))
                .extracting(EventReport::move, EventReport::text)
                .containsExactly(
                        tuple(Optional.empty(), "hook silence (before-host h1) is done"),
                        tuple(Optional.of(move.value()), "hook lb-in failed"));
    }

    @Test
    void what_is_wanted_of_a_move_is_kept_until_it_is_forgotten() {
        RunRecord run = freshRun(2);
        MoveId move = db().runs().moves(run.id()).getFirst().id();
        CutoverWish hold = new CutoverWish(CutoverWish.Kind.HOLD, Optional.empty());
        CutoverWish at = new CutoverWish(
                CutoverWish.Kind.AT,
                Optional.of(Instant.parse("2026-12-06T01:00:00.123456789Z")),
                CutoverWish.Hours.EARLY);
        assertThat(db().runs().wishCutover(move, hold, "ops")).isTrue();
        assertThat(db().runs().wishCutover(move, hold, "ops")).isFalse();
        assertThat(db().runs().wishCutover(move, at, "owner")).isTrue();
        assertThat(db().runs().wishCutover(move, at, "owner")).isFalse();
        assertThat(db().runs().cutoverWishes(run.id())).isEqualTo(Map.of(move, at));
        db().runs().forgetCutoverWish(move);
        assertThat(db().runs().cutoverWishes(run.id())).isEmpty();
        assertThat(db().reports().events(run.id().value(), 0, 100))
                .filteredOn(event -> event.kind().equals("cutover"))
                .extracting(EventReport::text)
                .containsExactly(hold.words(), at.words());
    }

    @Test
    void of_two_that_create_the_run_of_a_plan_both_get_the_same() throws Exception {
        Plan plan = freshPlan(20);
        List<RunRecord> both = together(
                () -> db().runs().create(plan, Optional.of("a/" + plan.id()), "one"),
                () -> db().runs().create(plan, Optional.of("a/" + plan.id()), "two"));
        assertThat(both.get(0)).isEqualTo(both.get(1));
        assertThat(db().runs().moves(both.get(0).id())).hasSize(20);
    }

    @Test
    void of_two_plans_with_one_instance_only_one_gets_a_run() throws Exception {
        Plan one = freshPlan(2);
        String host = one.moves().get(0).from().value();
        Plan two = Plans.of("other-" + one.id().value(), host, "elsewhere", 1);
        List<Object> both = together(() -> createOrRefusal(one), () -> createOrRefusal(two));
        assertThat(both).filteredOn(RunRecord.class::isInstance).hasSize(1);
        assertThat(both).filteredOn(RefusedException.class::isInstance).hasSize(1);
    }

    private Object createOrRefusal(Plan plan) {
        try {
            return db().runs().create(plan, Optional.empty(), "tester");
        } catch (RefusedException refused) {
            return refused;
        }
    }

    @Test
    void an_instance_in_an_unfinished_run_is_refused_until_that_run_ends() {
        Plan first = freshPlan(2);
        Move move = first.moves().get(0);
        RunRecord run = db().runs().create(first, Optional.empty(), "tester");
        String seed = move.instance().name().value().replaceAll("1$", "");
        Plan again = Plans.of(seed, "to-" + move.from().value().substring(5), "third", 1);
        assertThatThrownBy(() -> db().runs().create(again, Optional.empty(), "tester"))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.exitCode()).isEqualTo(5);
                    assertThat(refused.code()).isEqualTo("EVAC-510");
                    assertThat(refused).hasMessageContaining(run.id().value());
                });
        assertThat(db().runs().ofPlan(again.id())).isEmpty();
        db().runs().transition(run.id(), List.of(RunState.PLANNED), RunState.CANCELLED, "tester", "over");
        assertThat(db().runs().create(again, Optional.empty(), "tester").plan()).isEqualTo(again.id());
        assertThatThrownBy(() -> db().runs()
                        .transition(run.id(), List.of(RunState.CANCELLED), RunState.RUNNING, "tester", "retry"))
                .isInstanceOf(RefusedException.class);
        assertThat(db().runs().find(run.id()).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void a_host_that_an_unfinished_run_evacuates_is_no_other_runs_until_that_one_ends() {
        Plan first = freshPlan(1);
        HostName host = first.moves().getFirst().from();
        RunRecord run = db().runs().create(first, Optional.empty(), "tester");
        Plan other = Plans.of("another-of-" + host, host.value(), "elsewhere", 1);
        assertThatThrownBy(() -> db().runs().create(other, Optional.empty(), "tester"))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.exitCode()).isEqualTo(5);
                    assertThat(refused.code()).isEqualTo("EVAC-511");
                    assertThat(refused)
                            .hasMessage("host " + host + " is being evacuated by run " + run.id()
                                    + ", which is not finished");
                    assertThat(refused.remedy()).startsWith("Maybe").contains("evac cancel " + run.id());
                });
        assertThat(db().runs().ofPlan(other.id())).isEmpty();
        db().runs().transition(run.id(), List.of(RunState.PLANNED), RunState.FINISHED, "tester", "over");
        assertThat(db().runs().create(other, Optional.empty(), "tester").plan()).isEqualTo(other.id());
        assertThatThrownBy(() -> db().runs()
                        .transition(run.id(), List.of(RunState.FINISHED), RunState.RUNNING, "tester", "retry"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo("EVAC-511"));
    }

    @Test
    void the_same_plan_on_another_occasion_is_kept_beside_it_and_has_a_run_of_its_own() {
        Plan first = freshPlan(2);
        RunRecord run = db().runs().create(first, Optional.empty(), "tester");
        db().runs().transition(run.id(), List.of(RunState.PLANNED), RunState.FINISHED, "tester", "over");
        Plan again = first.onOccasion(120);
        assertThat(again.id().value()).isEqualTo(first.id() + "-120");
        assertThat(again.digest()).isEqualTo(first.digest());
        RunRecord another = db().runs().create(again, Optional.empty(), "tester");
        assertThat(another.id()).isNotEqualTo(run.id());
        assertThat(db().plans().find(again.id())).contains(again);
        assertThat(db().runs().moves(another.id()))
                .extracting(record -> record.id().value())
                .containsExactlyInAnyOrder(first.id() + "-120.1", first.id() + "-120.2");
        assertThat(db().runs().ofPlan(first.id())).map(RunRecord::id).contains(run.id());
    }

    @Test
    void a_run_changes_its_state_only_from_where_it_was_thought_to_be() {
        RunRecord run = freshRun(1);
        assertThat(db().runs().transition(run.id(), List.of(RunState.PLANNED), RunState.RUNNING, "t", "go"))
                .isTrue();
        assertThat(db().runs().transition(run.id(), List.of(RunState.PLANNED), RunState.RUNNING, "t", "go"))
                .isFalse();
        RunRecord running = db().runs().find(run.id()).orElseThrow();
        assertThat(running.started()).isPresent();
        assertThat(running.ended()).isEmpty();
        db().runs().transition(run.id(), List.of(RunState.RUNNING), RunState.FINISHED, "t", "done");
        assertThat(db().runs().find(run.id()).orElseThrow().ended()).isPresent();
        assertThat(db().runs().nextSequence(run.id())).isEqualTo(2);
        assertThat(db().runs().inState(List.of(RunState.FINISHED)))
                .extracting(RunRecord::id)
                .contains(run.id());
    }

    @Test
    void moves_of_a_run_come_by_host_band_and_order() {
        RunRecord run = freshRun(7);
        List<MoveRecord> moves = db().runs().moves(run.id());
        assertThat(moves).hasSize(7).allMatch(move -> move.state() == MoveState.PLANNED && move.attempt() == 1);
        assertThat(moves)
                .extracting(move -> Integer.parseInt(move.id().value().split("\\.")[1]))
                .containsExactly(3, 6, 1, 4, 7, 2, 5);
        assertThat(db().journal().ofRun(run.id().value())).isEqualTo(moves);
    }

    @Test
    void what_has_left_copies_behind_and_what_has_come_and_gone_is_found() {
        RunRecord run = freshRun(5);
        List<Move> moves = db().plans().find(run.plan()).orElseThrow().moves();
        write(moves.get(0), MoveState.PLANNED, List.of(), Checkpoint.NONE);
        assertThat(db().runs().withCopies()).doesNotContain(run);
        write(moves.get(1), MoveState.ROLLED_BACK, List.of(Phase.FINALIZE), Checkpoint.NONE);
        write(moves.get(2), MoveState.FAILED, List.of(), Checkpoint.NONE);
        assertThat(db().runs().withCopies()).doesNotContain(run);
        write(moves.get(2), MoveState.FAILED, List.of(), Checkpoint.NONE.with("fenceWhenBack", "beta"));
        assertThat(db().runs().withCopies()).containsOnlyOnce(run);
        write(moves.get(2), MoveState.FAILED, List.of(), Checkpoint.NONE);
        write(moves.get(1), MoveState.ROLLED_BACK, List.of(), Checkpoint.NONE);
        assertThat(db().runs().withCopies()).containsOnlyOnce(run);

        write(moves.get(3), MoveState.VERIFIED, List.of(), Checkpoint.NONE);
        write(moves.get(4), MoveState.FINALIZED, List.of(), Checkpoint.NONE);
        for (Move move : List.of(moves.get(3), moves.get(4))) {
            RunStore.Passage passage = new RunStore.Passage(run.plan(), move.id());
            assertThat(db().runs().passages(move.from())).contains(passage);
            assertThat(db().runs().passages(move.to())).contains(passage);
        }
        assertThat(db().runs().passages(moves.get(0).from()))
                .extracting(RunStore.Passage::move)
                .doesNotContain(
                        moves.get(0).id(), moves.get(1).id(), moves.get(2).id());
        assertThat(db().runs().passages(new HostName("nowhere"))).isEmpty();
    }

    @Test
    void a_parked_copy_is_taken_over_by_a_later_run_that_arrived_on_it_behind_its_fence() {
        Plan out = Plans.of("taken-", "taken-a", "taken-b", 1);
        Plan back = Plans.of("taken-", "taken-b", "taken-a", 1);
        RunRecord first = db().runs().create(out, Optional.empty(), "tester");
        db().runs().transition(first.id(), List.of(RunState.PLANNED), RunState.FINISHED, "tester", "done");
        RunRecord second = db().runs().create(back, Optional.empty(), "tester");
        Move there = out.moves().getFirst();
        Move again = back.moves().getFirst();
        write(there, MoveState.VERIFIED, List.of(), parked("taken-a", 1000));
        write(again, MoveState.VERIFIED, List.of(), parked("taken-b", 2000));
        Map<MoveId, RunId> taken = Map.of(there.id(), second.id());
        assertThat(db().runs().takenOver(first.id())).isEqualTo(taken);
        assertThat(db().runs().takenOver(second.id())).isEmpty();
        write(again, MoveState.ROLLED_BACK, List.of(), parked("taken-a", 2000));
        assertThat(db().runs().takenOver(first.id())).isEqualTo(taken);

        write(there, MoveState.VERIFIED, List.of(), parked("taken-a", 3000));
        assertThat(db().runs().takenOver(first.id()))
                .as("tried again, and parked later")
                .isEmpty();
        write(there, MoveState.ROLLED_BACK, List.of(), parked("taken-b", 1000));
        assertThat(db().runs().takenOver(first.id())).as("another host's copy").isEmpty();
        write(there, MoveState.VERIFIED, List.of(), parked("taken-a", 1000));
        write(again, MoveState.FAILED, List.of(), parked("taken-b", 2000));
        assertThat(db().runs().takenOver(first.id())).as("it never arrived").isEmpty();
    }

    private static Checkpoint parked(String host, long at) {
        return Checkpoint.NONE.with("parkedAt@" + host, Long.toString(at));
    }

    private void write(Move move, MoveState state, List<Phase> completed, Checkpoint checkpoint) {
        write(move.id(), state, completed, checkpoint);
    }

    private void write(MoveId move, MoveState state, List<Phase> completed, Checkpoint checkpoint) {
        MoveRecord r = db().journal().read(move);
        MoveRecord next = new MoveRecord(
                r.id(),
                r.run(),
                state,
                Optional.empty(),
                completed,
                1,
                0,
                false,
                checkpoint,
                Optional.empty(),
                0,
                0,
                false,
                Optional.empty(),
                Optional.empty());
        db().journal().write(next, 1, "tester", "test");
    }

    static MoveRecord full(MoveRecord from) {
        return new MoveRecord(
                from.id(),
                from.run(),
                MoveState.RUNNING,
                Optional.of(Phase.FENCE),
                List.of(Phase.RESERVE, Phase.FULL_SYNC, Phase.QUIESCE),
                3,
                2,
                true,
                new Checkpoint(java.util.Map.of("round", "4", "strange \"key\"", "☂\n𝄞")),
                Optional.of(1_796_421_600_123L),
                4711,
                2,
                true,
                Optional.of("EVAC-401"),
                Optional.of("the host said: “no”"));
    }

    @Test
    void a_move_is_read_as_it_was_written() {
        MoveId id = db().runs().moves(freshRun(1).id()).get(0).id();
        MoveRecord written = full(db().journal().read(id));
        db().journal().write(written, 1, "tester", "because");
        assertThat(db().journal().read(id)).isEqualTo(written);
    }

    @Test
    void an_unknown_move_is_named() {
        assertThatThrownBy(() -> db().journal().read(new MoveId("P-00000000.1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("P-00000000.1");
    }

    @Test
    void an_older_epoch_can_write_nothing() {
        RunRecord run = freshRun(1);
        MoveRecord move = db().runs().moves(run.id()).get(0);
        long intent = db().journal().intent(move, 1, Phase.FENCE, "fence");
        db().leases().acquire(run.id(), "b", TTL, false, 7);
        assertSuperseded(() -> db().journal().write(full(move), 6, "old", "late"));
        assertSuperseded(() -> db().journal().intent(move, 6, Phase.FENCE, "late"));
        assertSuperseded(() -> db().journal().outcome(move, 6, intent, "late"));
        assertSuperseded(() -> db().journal().note(move.id(), 6, "old", "late"));
        assertSuperseded(() -> db().journal().foretell(move.id(), 6, "late"));
        assertThat(db().journal().read(move.id())).isEqualTo(move);
        assertThat(db().journal().openIntents(move.id())).containsExactly(new Intent(intent, "fence"));
        db().journal().write(full(move), 7, "new", "in time");
    }

    private static void assertSuperseded(Runnable write) {
        assertThatThrownBy(write::run)
                .isInstanceOfSatisfying(
                        JournalException.class,
                        refused -> assertThat(refused.superseded()).isTrue());
    }

    @Test
    void intents_without_an_outcome_are_open_oldest_first() {
        MoveRecord move = db().runs().moves(freshRun(1).id()).get(0);
        MoveId id = move.id();
        long first = db().journal().intent(move, 1, Phase.FENCE, "fence alpha");
        long second = db().journal().intent(move, 1, Phase.ACTIVATE, "activate on beta");
        assertThat(second).isGreaterThan(first);
        assertThat(db().journal().openIntents(id))
                .containsExactly(new Intent(first, "fence alpha"), new Intent(second, "activate on beta"));
        db().journal().outcome(move, 1, first, "fenced");
        db().journal().outcome(move, 1, first, "fenced, said twice");
        assertThat(db().journal().openIntents(id)).containsExactly(new Intent(second, "activate on beta"));
    }

    @Test
    void a_successor_writes_the_outcome_of_what_its_predecessor_meant() {
        RunRecord run = freshRun(1);
        MoveRecord move = db().runs().moves(run.id()).get(0);
        long left = db().journal().intent(move, 1, Phase.FENCE, "fence alpha");
        db().leases().acquire(run.id(), "b", TTL, false, 7);
        db().journal().outcome(move, 7, left, "resolved by asking");
        assertThat(db().journal().openIntents(move.id())).isEmpty();
        assertSuperseded(() -> db().journal().outcome(move, 6, left, "late"));
    }

    @Test
    void a_cancellation_is_not_undone_by_a_write_that_knows_nothing_of_it() {
        MoveRecord move = db().runs().moves(freshRun(1).id()).get(0);
        assertThat(db().runs().requestCancel(move.id(), true, "operator")).isTrue();
        assertThat(db().runs().requestCancel(move.id(), true, "operator")).isFalse();
        db().journal().write(move, 1, "evac", "still at work");
        assertThat(db().journal().read(move.id()).cancelRequested()).isTrue();
        assertThat(db().runs().requestCancel(move.id(), false, "operator")).isTrue();
        assertThat(db().journal().read(move.id()).cancelRequested()).isFalse();
    }

    private void become(MoveRecord move, MoveState state) {
        write(move.id(), state, List.of(), Checkpoint.NONE);
    }

    private boolean orderStands(MoveRecord move) {
        boolean stands = db().runs().orderedHome(move.id());
        assertThat(db().runs().orderedHome(new RunId(move.run())).contains(move.id()))
                .isEqualTo(stands);
        return stands;
    }

    @ParameterizedTest
    @EnumSource
    void an_order_to_go_home_stands_until_the_move_is_something_else(MoveState then) {
        MoveRecord move = db().runs().moves(freshRun(1).id()).get(0);
        become(move, MoveState.MOVED);
        assertThat(orderStands(move)).isFalse();
        db().runs().orderHome(move.id(), Optional.of("to go home, asked by jo"), "jo");
        become(move, MoveState.MOVED);
        assertThat(orderStands(move)).isTrue();
        become(move, then);
        assertThat(orderStands(move)).isEqualTo(then == MoveState.MOVED || then == MoveState.VERIFIED);
        become(move, MoveState.MOVED);
        assertThat(orderStands(move)).isEqualTo(then == MoveState.MOVED || then == MoveState.VERIFIED);
    }

    @Test
    void an_order_to_go_home_is_taken_back() {
        MoveRecord move = db().runs().moves(freshRun(1).id()).get(0);
        become(move, MoveState.NEEDS_ATTENTION);
        db().runs().orderHome(move.id(), Optional.of("to go home, asked by jo"), "jo");
        become(move, MoveState.NEEDS_ATTENTION);
        assertThat(orderStands(move)).isTrue();
        assertThat(db().runs().orderHome(move.id(), Optional.empty(), "jo")).isTrue();
        assertThat(db().runs().orderHome(move.id(), Optional.empty(), "jo")).isFalse();
        assertThat(orderStands(move)).isFalse();
    }

    @Test
    void of_two_that_acquire_a_lease_one_gets_it() throws Exception {
        RunId run = freshRun(1).id();
        for (int round = 1; round <= 10; round++) {
            long highest = round;
            List<Optional<Held>> both = together(
                    () -> db().leases().acquire(run, "a", TTL, false, 0),
                    () -> db().leases().acquire(run, "b", TTL, false, 0));
            List<Held> got = both.stream().flatMap(Optional::stream).toList();
            assertThat(got).hasSize(1);
            assertThat(got.get(0).epoch()).isEqualTo(highest);
            db().letExpire(run.value());
        }
    }

    @Test
    void a_lease_changes_hands_only_when_it_is_free_and_its_epoch_rises() {
        RunId run = freshRun(1).id();
        assertThat(db().leases().holder(run)).isEmpty();
        Held a = db().leases().acquire(run, "a", TTL, false, 0).orElseThrow();
        assertThat(a.epoch()).isEqualTo(1);
        assertThat(db().leases().acquire(run, "b", TTL, false, 0)).isEmpty();
        assertThat(db().leases().acquire(run, "a", TTL, false, 0).orElseThrow().epoch())
                .isEqualTo(1);
        Held holder = db().leases().holder(run).orElseThrow();
        assertThat(holder.left()).isPositive().isLessThanOrEqualTo(TTL);
        Held b = db().leases().acquire(run, "b", TTL, true, 0).orElseThrow();
        assertThat(b.epoch()).isEqualTo(2);
        assertThat(db().leases().renew(run, "a", 1, TTL)).isFalse();
        assertThat(db().leases().renew(run, "b", 2, TTL)).isTrue();
        db().letExpire(run.value());
        assertThat(db().leases().holder(run)).isEmpty();
        assertThat(db().leases().acquire(run, "c", TTL, false, 41).orElseThrow().epoch())
                .isEqualTo(41);
        assertThat(db().leases().renew(run, "b", 2, TTL)).isFalse();
        db().leases().release(run, "c", 41);
        assertThat(db().leases().renew(run, "c", 41, TTL)).isFalse();
        assertThat(db().leases().acquire(run, "c", TTL, false, 0).orElseThrow().epoch())
                .isEqualTo(42);
    }
}
