package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.daemon.KeyedRequests;
import io.evac.daemon.KeyedRequests.Answer;
import io.evac.daemon.KeyedRequests.Known;
import io.evac.inventory.HostName;
import io.evac.migration.Checkpoint;
import io.evac.migration.Journal.JournalException;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.Plan;
import io.evac.report.Census;
import io.evac.report.EventReport;
import io.evac.report.MoveReport;
import io.evac.report.MoveReport.PhaseReport;
import io.evac.report.RunQuery;
import io.evac.report.RunReport;
import io.evac.run.RunState;
import io.evac.run.RunStore.RunRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What reports must say on every database; the stores' cases come along. */
abstract class ReportsContract extends AccessContract {

    private static MoveRecord step(MoveRecord from, MoveState state, Phase phase, Phase... completed) {
        return new MoveRecord(
                from.id(),
                from.run(),
                state,
                Optional.of(phase),
                List.of(completed),
                1,
                0,
                false,
                new Checkpoint(Map.of("digest", "abc")),
                Optional.empty(),
                state == MoveState.MOVED ? 1234 : 0,
                0,
                false,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void a_run_is_reported_with_its_moves_refusals_and_counts() {
        Plan plan = freshPlan(3);
        RunRecord run = db().runs().create(plan, Optional.empty(), "tester");
        MoveRecord first = db().journal().read(plan.moves().get(0).id());
        db().journal().write(step(first, MoveState.RUNNING, Phase.RESERVE), 1, "evac", "begins");
        db().journal().write(step(first, MoveState.RUNNING, Phase.FULL_SYNC, Phase.RESERVE), 1, "evac", "reserved");
        db().journal()
                .write(
                        step(first, MoveState.MOVED, Phase.ACTIVATE, Phase.RESERVE, Phase.FULL_SYNC, Phase.ACTIVATE),
                        1,
                        "evac",
                        "healthy");
        RunReport report = db().reports().run(run.id().value()).orElseThrow();
        assertThat(report.state()).isEqualTo("planned");
        assertThat(report.digest()).isEqualTo(plan.digest().hex());
        assertThat(report.counts()).isEqualTo(Map.of("moved", 1, "planned", 2, "refused", 1, "total", 3));
        assertThat(report.refusals())
                .singleElement()
                .satisfies(it -> assertThat(it.code()).isEqualTo("EVAC-201"));
        MoveReport move = report.moves().get(0);
        assertThat(move.state()).isEqualTo("moved");
        assertThat(move.instance())
                .isEqualTo(plan.moves().get(0).instance().name().value());
        assertThat(move.downtimeMillis()).contains(1234L);
        assertThat(move.digest()).contains("abc");
        assertThat(move.bytesTotal()).isEqualTo(1000);
        assertThat(move.phases())
                .extracting(PhaseReport::phase, stay -> stay.outcome().orElse("?"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("reserve", "done"),
                        org.assertj.core.groups.Tuple.tuple("full-sync", "done"));
        assertThat(db().reports().run("R-999999")).isEmpty();
    }

    @Test
    void a_phase_that_ends_in_failure_says_so_and_a_second_stay_is_its_own() {
        RunRecord run = db().runs().create(freshPlan(1), Optional.empty(), "tester");
        MoveRecord move = db().runs().moves(run.id()).get(0);
        MoveRecord syncing = step(move, MoveState.RUNNING, Phase.FULL_SYNC, Phase.RESERVE);
        db().journal().write(syncing, 1, "evac", "begins");
        db().journal().write(syncing, 1, "evac", "goes on");
        db().journal().write(step(move, MoveState.FAILED, Phase.FULL_SYNC), 1, "evac", "no room");
        db().journal().write(syncing, 1, "evac", "once more");
        List<PhaseReport> stays = db().reports()
                .run(run.id().value())
                .orElseThrow()
                .moves()
                .get(0)
                .phases();
        assertThat(stays).extracting(stay -> stay.outcome().orElse("open")).containsExactly("failed", "open");
    }

    @Test
    void a_census_counts_what_is_open_and_whose_it_is() {
        Census before = db().reports().census();
        RunRecord run = db().runs().create(freshPlan(3), Optional.empty(), "tester");
        List<MoveRecord> moves = db().runs().moves(run.id());
        db().runs().transition(run.id(), List.of(RunState.PLANNED), RunState.RUNNING, "tester", "go");
        db().journal().write(step(moves.get(0), MoveState.RUNNING, Phase.FULL_SYNC), 1, "evac", "begins");
        db().journal().write(step(moves.get(1), MoveState.RUNNING, Phase.FENCE), 1, "evac", "begins");
        Census left = db().reports().census();
        assertThat(more(before.runs(), left.runs(), "running")).isEqualTo(1);
        assertThat(more(before.moves(), left.moves(), "running")).isEqualTo(2);
        assertThat(more(before.moves(), left.moves(), "planned")).isEqualTo(1);
        assertThat(left.cutovers() - before.cutovers()).isEqualTo(1);
        assertThat(left.unattended() - before.unattended()).isEqualTo(1);
        db().leases().acquire(run.id(), "4f1c2a90/" + run.id(), Duration.ofMinutes(1), false, 2);
        Census held = db().reports().census();
        assertThat(held.leases() - left.leases()).isEqualTo(1);
        assertThat(held.unattended()).isEqualTo(before.unattended());
        db().runs().transition(run.id(), List.of(RunState.RUNNING), RunState.CANCELLED, "tester", "no more");
        Census over = db().reports().census();
        assertThat(over.moves()).isEqualTo(before.moves());
        assertThat(over.cutovers()).isEqualTo(before.cutovers());
        assertThat(more(before.runs(), over.runs(), "cancelled")).isEqualTo(1);
    }

    private static int more(Map<String, Integer> before, Map<String, Integer> now, String state) {
        return now.getOrDefault(state, 0) - before.getOrDefault(state, 0);
    }

    @Test
    void who_listens_hears_what_each_write_has_changed_once_it_is_durable() {
        List<MoveListener.Change> heard = new ArrayList<>();
        JdbcJournal journal = new JdbcJournal(db().database(), Clock.systemUTC(), heard::add);
        RunRecord run = db().runs().create(freshPlan(1), Optional.empty(), "tester");
        db().leases().acquire(run.id(), "4f1c2a90/" + run.id(), Duration.ofMinutes(1), false, 2);
        MoveRecord move = db().runs().moves(run.id()).get(0);
        MoveRecord running = step(move, MoveState.RUNNING, Phase.ACTIVATE);
        long intent = journal.intent(running, 2, Phase.ACTIVATE, "run activate");
        MoveRecord moved = step(move, MoveState.MOVED, Phase.ACTIVATE);
        journal.outcome(moved, 2, intent, "done");
        assertThatThrownBy(() -> journal.write(running, 1, "evac", "late")).isInstanceOf(JournalException.class);
        journal.write(move, 2, "evac", "undone");
        HostName from =
                db().plans().find(run.plan()).orElseThrow().moves().get(0).from();
        Optional<Phase> activate = Optional.of(Phase.ACTIVATE);
        assertThat(move.phase()).isEmpty();
        assertThat(heard)
                .containsExactly(
                        new MoveListener.Change(from, MoveState.PLANNED, 0, activate, running),
                        new MoveListener.Change(from, MoveState.RUNNING, 0, activate, moved),
                        new MoveListener.Change(from, MoveState.MOVED, 1234, activate, move));
    }

    @Test
    void events_come_in_order_and_in_parts() {
        RunRecord run = db().runs().create(freshPlan(1), Optional.empty(), "tester");
        db().runs().transition(run.id(), List.of(RunState.PLANNED), RunState.RUNNING, "tester", "go");
        db().runs().event(run.id(), "note", "tester", "x".repeat(5000));
        List<EventReport> all = db().reports().events(run.id().value(), 0, 100);
        assertThat(all).extracting(EventReport::kind).containsExactly("created", "run", "note");
        assertThat(all.get(1).text()).isEqualTo("planned → running: go");
        assertThat(all.get(2).text()).hasSize(4000).endsWith("…");
        assertThat(db().reports().events(run.id().value(), all.get(0).number(), 1))
                .containsExactly(all.get(1));
    }

    @Test
    void progress_is_live_here_and_written_down_for_others() {
        RunRecord run = db().runs().create(freshPlan(2), Optional.empty(), "tester");
        MoveRecord move = db().runs().moves(run.id()).get(0);
        db().journal().write(step(move, MoveState.RUNNING, Phase.FULL_SYNC), 1, "evac", "begins");
        try (JdbcProgress progress = new JdbcProgress(db().database(), Clock.systemUTC())) {
            progress.bytes(move.id(), Phase.FULL_SYNC, 300, 1000);
            progress.waiting(move.id(), "slot on alpha (2/2 busy)");
            JdbcReports live = new JdbcReports(db().database(), db().plans(), progress, Clock.systemUTC());
            assertThat(of(live, move).bytesDone()).isEqualTo(300);
            assertThat(of(live, move).waitingFor()).contains("slot on alpha (2/2 busy)");
            assertThat(of(db().reports(), move).bytesDone()).isZero();
            progress.flush();
            progress.bytes(move.id(), Phase.FULL_SYNC, 400, 1000);
            progress.flush();
        }
        assertThat(of(db().reports(), move).bytesDone()).isEqualTo(400);
        assertThat(of(db().reports(), move).bytesTotal()).isEqualTo(1000);
    }

    @Test
    void the_bytes_of_all_transfers_count_also_over_a_restart_and_a_late_writer() {
        RunRecord run = db().runs().create(freshPlan(1), Optional.empty(), "tester");
        MoveRecord move = db().runs().moves(run.id()).get(0);
        try (JdbcProgress late = new JdbcProgress(db().database(), Clock.systemUTC())) {
            late.bytes(move.id(), Phase.FULL_SYNC, 0, 1000);
            late.bytes(move.id(), Phase.FULL_SYNC, 700, 1000);
            late.flush();
            try (JdbcProgress progress = new JdbcProgress(db().database(), Clock.systemUTC())) {
                JdbcReports live = new JdbcReports(db().database(), db().plans(), progress, Clock.systemUTC());
                progress.bytes(move.id(), Phase.FULL_SYNC, 0, 300);
                assertThat(of(live, move).bytesDone())
                        .as("before it is written")
                        .isEqualTo(700);
                progress.bytes(move.id(), Phase.FULL_SYNC, 300, 300);
                progress.flush();
                progress.bytes(move.id(), Phase.INCREMENTAL_SYNC, 0, 40);
                assertThat(of(live, move).bytesDone()).isEqualTo(1000);
                assertThat(of(live, move).bytesTotal()).isEqualTo(1040);
                progress.bytes(move.id(), Phase.INCREMENTAL_SYNC, 40, 40);
            }
            late.bytes(move.id(), Phase.FULL_SYNC, 701, 1000);
        }
        assertThat(of(db().reports(), move).bytesDone()).as("written down").isEqualTo(1040);
        assertThat(of(db().reports(), move).bytesTotal()).isGreaterThanOrEqualTo(1040);
    }

    private static MoveReport of(JdbcReports reports, MoveRecord move) {
        return reports.run(move.run()).orElseThrow().moves().stream()
                .filter(it -> it.id().equals(move.id().value()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void all_runs_are_listed_newest_first_without_moves() {
        RunRecord older = db().runs().create(freshPlan(2), Optional.empty(), "tester");
        RunRecord newer = db().runs().create(freshPlan(1), Optional.empty(), "tester");
        List<RunReport> runs = db().reports().runs();
        assertThat(runs)
                .extracting(RunReport::id)
                .containsSubsequence(newer.id().value(), older.id().value());
        assertThat(runs)
                .allMatch(run -> run.moves().isEmpty())
                .allMatch(run -> run.counts().containsKey("total"));
    }

    @Test
    void runs_are_asked_for_by_state_plan_and_page() {
        Plan plan = freshPlan(2);
        RunRecord older = db().runs().create(plan, Optional.empty(), "tester");
        RunRecord newer = db().runs().create(freshPlan(1), Optional.empty(), "tester");
        JdbcReports reports = db().reports();
        assertThat(reports.state(older.id().value())).contains("planned");
        assertThat(reports.state("R-999999")).isEmpty();
        assertThat(ids(new RunQuery(Set.of(), Optional.empty(), Optional.empty(), 1)))
                .containsExactly(newer.id().value());
        assertThat(ids(new RunQuery(
                        Set.of("planned", "running"),
                        Optional.empty(),
                        Optional.of(newer.id().value()),
                        1)))
                .containsExactly(older.id().value());
        assertThat(ids(new RunQuery(Set.of("finished"), Optional.of(plan.id().value()), Optional.empty(), 5)))
                .isEmpty();
        RunQuery ofPlan = new RunQuery(Set.of(), Optional.of(plan.id().value()), Optional.empty(), 5);
        assertThat(reports.runs(ofPlan))
                .singleElement()
                .satisfies(run ->
                        assertThat(run.counts()).containsEntry("planned", 2).containsEntry("total", 2));
    }

    /** All moves of a plan here leave one host for one other. */
    @Test
    void a_run_is_of_some_hosts_when_all_its_moves_are() {
        Plan plan = freshPlan(2);
        String run = db().runs().create(plan, Optional.empty(), "tester").id().value();
        Set<String> both = plan.moves().stream()
                .flatMap(move -> Stream.of(move.from().value(), move.to().value()))
                .collect(Collectors.toSet());
        String source = plan.moves().getFirst().from().value();
        RunQuery newest = new RunQuery(Set.of(), Optional.of(plan.id().value()), Optional.empty(), 1);
        assertThat(db().reports().within(run, both)).isTrue();
        assertThat(ids(newest.of(both))).containsExactly(run);
        for (Set<String> fewer : List.of(Set.<String>of(), Set.of(source), Set.of("another"))) {
            assertThat(db().reports().within(run, fewer)).isFalse();
            assertThat(ids(newest.of(fewer))).isEmpty();
        }
        Plan nothing = freshPlan(0);
        String empty =
                db().runs().create(nothing, Optional.empty(), "tester").id().value();
        assertThat(db().reports().within(empty, both))
                .as("a run without moves is nobody's")
                .isFalse();
        assertThat(ids(new RunQuery(
                        Set.of(), Optional.of(nothing.id().value()), Optional.empty(), 1, Optional.of(both))))
                .isEmpty();
    }

    private List<String> ids(RunQuery query) {
        return db().reports().runs(query).stream().map(RunReport::id).toList();
    }

    @Test
    void the_history_of_all_runs_is_read_in_order() {
        RunRecord one = db().runs().create(freshPlan(1), Optional.empty(), "tester");
        RunRecord other = db().runs().create(freshPlan(1), Optional.empty(), "tester");
        JdbcReports reports = db().reports();
        long last = reports.lastEventBefore(Instant.now().plusSeconds(60));
        assertThat(reports.lastEventBefore(Instant.EPOCH)).isZero();
        long first = reports.events(one.id().value(), 0, 1).getFirst().number();
        List<EventReport> all = reports.events(first - 1, 1000);
        assertThat(all).extracting(EventReport::number).isSorted().contains(last);
        assertThat(all)
                .extracting(EventReport::run)
                .contains(one.id().value(), other.id().value());
    }

    @Test
    void a_key_is_taken_once_and_its_answer_kept_for_a_day() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-12-05T21:00:00Z"));
        KeyedRequests requests = new JdbcKeyedRequests(db().database(), new MovedClock(now));
        String key = "a".repeat(64);
        String body = "b".repeat(64);
        long since = taken(requests, key, body);
        assertThat(requests.take(key, body)).isEqualTo(new Known.UnderWay());
        assertThat(requests.take(key, "c".repeat(64))).isEqualTo(new Known.Another());
        requests.giveUp(key, since);
        now.set(now.get().plus(Duration.ofSeconds(1)));
        long again = taken(requests, key, body);
        requests.giveUp(key, since);
        byte[] large = new byte[3 << 20];
        requests.answer(key, since, new Answer(200, "text/plain", new byte[1]));
        requests.answer(key, again, new Answer(409, "application/problem+json", large));
        requests.giveUp(key, again);
        assertThat(requests.take(key, body)).isInstanceOfSatisfying(Known.Answered.class, known -> {
            assertThat(known.answer().status()).isEqualTo(409);
            assertThat(known.answer().type()).isEqualTo("application/problem+json");
            assertThat(known.answer().body()).isEqualTo(large);
        });
        now.set(now.get().plus(Duration.ofHours(25)));
        taken(requests, key, body);
        now.set(now.get().plus(Duration.ofMinutes(11)));
        requests.giveUp(key, taken(requests, key, body));
    }

    private static long taken(KeyedRequests requests, String key, String body) {
        return ((Known.Nothing) requests.take(key, body)).since();
    }

    /** A clock that the test sets. */
    private static final class MovedClock extends Clock {
        private final AtomicReference<Instant> now;

        MovedClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
