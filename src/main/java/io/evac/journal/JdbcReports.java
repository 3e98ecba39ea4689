package io.evac.journal;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Migrator;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import io.evac.plan.Policy;
import io.evac.report.Census;
import io.evac.report.EventReport;
import io.evac.report.Forecast;
import io.evac.report.MoveReport;
import io.evac.report.MoveReport.PhaseReport;
import io.evac.report.Reports;
import io.evac.report.RunQuery;
import io.evac.report.RunReport;
import io.evac.report.RunReport.RefusalReport;
import io.evac.run.RunState;
import io.evac.schedule.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database knows, with the live numbers of this process on top. */
public final class JdbcReports implements Reports {
    /** Runs with moves, none of which is about another host than these. */
    private static final String WITHIN = " AND EXISTS (SELECT 1 FROM evac_move e WHERE e.run = r.id)"
            + " AND NOT EXISTS (SELECT 1 FROM evac_move b WHERE b.run = r.id"
            + " AND (b.source NOT IN (:hosts) OR b.destination NOT IN (:hosts)))";

    private static final String RUNS = """
            SELECT r.id, r.plan, p.digest, p.list, p.refused, r.state, r.created, r.started, r.ended, r.bandwidth,
              r.hooks,
              w.opens, w.lockout, w.closes, w.capacity, w.followed, w.zone, w.pre_sync, w.top_up,
              w.pre_sync_stop
            FROM evac_run r JOIN evac_plan p ON p.id = r.plan LEFT JOIN evac_window w ON w.run = r.id
            """;

    private final Database database;
    private final PlanStore plans;
    private final MoveReports moves;
    private final EventReports events;
    private final Counts counts;
    private final ListedCounts listed;
    private final Clock clock;

    public JdbcReports(Database database, PlanStore plans, JdbcProgress progress, Clock clock) {
        this.database = database;
        this.plans = plans;
        this.moves = new MoveReports(progress, clock);
        this.events = new EventReports(database);
        this.counts = new Counts(database);
        this.listed = new ListedCounts(clock);
        this.clock = clock;
    }

    private record Row(
            String id,
            String plan,
            String digest,
            String list,
            int refused,
            String state,
            OffsetDateTime created,
            Optional<OffsetDateTime> started,
            Optional<OffsetDateTime> ended,
            Optional<Window> window,
            Optional<String> bandwidth,
            Optional<String> hooks) {

        RunReport report(
                List<MoveReport> moves,
                List<RefusalReport> refusals,
                Map<String, Integer> byState,
                Optional<Forecast> forecast) {
            Map<String, Integer> counts = new TreeMap<>(byState);
            counts.put("refused", refused);
            counts.put(
                    "total",
                    byState.values().stream().mapToInt(Integer::intValue).sum());
            return new RunReport(
                    RunReport.SCHEMA_VERSION,
                    id,
                    plan,
                    digest,
                    list,
                    state,
                    window.map(Window::words),
                    bandwidth,
                    hooks,
                    forecast,
                    created,
                    started,
                    ended,
                    moves,
                    refusals,
                    counts);
        }
    }

    @Override
    public Optional<RunReport> run(String id) {
        Optional<Plan> plan = database.transact("look for the plan of run " + id, client -> row(client, id))
                .flatMap(row -> plans.find(new PlanId(row.plan())));
        Optional<Policy> policy = plan.map(Plan::policy);
        return database.transact(
                        "report run " + id,
                        client -> row(client, id).map(row -> {
                            List<MoveReport> all = moves.of(client, id, stays(client, id), policy);
                            return row.report(all, List.of(), counts(client, id), forecast(client, row, all, plan));
                        }))
                .map(report -> withRefusals(report, plan));
    }

    private Optional<Forecast> forecast(JdbcClient client, Row run, List<MoveReport> all, Optional<Plan> plan) {
        return Forecast.of(
                run.state(),
                all,
                run.window()
                        .map(window -> new Forecast.Bounds(
                                window.opens(), window.lockout(), window.closes(), longest(client, run, all, plan))),
                clock.instant());
    }

    /** As the run itself reckons whether a cutover may still begin. */
    private static Duration longest(JdbcClient client, Row run, List<MoveReport> all, Optional<Plan> plan) {
        Set<String> left = all.stream()
                .filter(MoveReport::mayStillWait)
                .map(MoveReport::id)
                .collect(Collectors.toSet());
        Map<MoveId, MoveRecord> records = JdbcJournal.ofRun(client, run.id()).stream()
                .collect(Collectors.toMap(MoveRecord::id, record -> record));
        return plan.stream()
                .flatMap(it -> it.moves().stream())
                .filter(move -> left.contains(move.id().value()))
                .map(move -> Migrator.longestCutover(move, records.get(move.id())))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static Optional<Row> row(JdbcClient client, String id) {
        return client.sql(RUNS + "WHERE r.id = ?")
                .param(id)
                .query(JdbcReports::read)
                .optional();
    }

    private static RunReport withRefusals(RunReport report, Optional<Plan> plan) {
        List<RefusalReport> refusals = plan.stream()
                .flatMap(it -> it.refusals().stream())
                .map(it -> new RefusalReport(it.row(), it.instance(), it.code(), it.reason(), it.remedy()))
                .toList();
        return new RunReport(
                report.schemaVersion(),
                report.id(),
                report.plan(),
                report.digest(),
                report.list(),
                report.state(),
                report.window(),
                report.bandwidth(),
                report.hooks(),
                report.forecast(),
                report.created(),
                report.started(),
                report.ended(),
                report.moves(),
                refusals,
                report.counts());
    }

    @Override
    public Optional<String> state(String run) {
        return database.transact(
                        "look for the state of run " + run,
                        client -> client.sql("SELECT state FROM evac_run WHERE id = ?")
                                .param(run)
                                .query(String.class)
                                .optional())
                .map(state -> RunState.valueOf(state).word());
    }

    @Override
    public boolean within(String run, Set<String> hosts) {
        return database.transact(
                "look for the hosts of run " + run,
                client -> client.sql("SELECT COUNT(*) FROM evac_run r WHERE r.id = :run" + WITHIN)
                                .param("run", run)
                                .param("hosts", named(hosts))
                                .query(Long.class)
                                .single()
                        == 1);
    }

    /** No list of SQL is empty; no host has that name. */
    private static Collection<String> named(Set<String> hosts) {
        return hosts.isEmpty() ? Set.of("") : hosts;
    }

    @Override
    public List<RunReport> runs(RunQuery query) {
        return database.transact("report some runs", client -> reports(client, rows(client, query)));
    }

    private static List<Row> rows(JdbcClient client, RunQuery query) {
        StringBuilder where = new StringBuilder("WHERE 1 = 1");
        if (!query.states().isEmpty()) {
            where.append(" AND r.state IN (:states)");
        }
        if (query.plan().isPresent()) {
            where.append(" AND r.plan = :plan");
        }
        if (query.before().isPresent()) {
            where.append(" AND r.number < (SELECT o.number FROM evac_run o WHERE o.id = :before)");
        }
        if (query.hosts().isPresent()) {
            where.append(WITHIN);
        }
        return client.sql(RUNS + where + " ORDER BY r.number DESC LIMIT :limit")
                .param(
                        "states",
                        query.states().stream()
                                .map(word -> RunState.of(word).name())
                                .toList())
                .param("plan", query.plan().orElse(""))
                .param("before", query.before().orElse(""))
                .param("limit", query.limit())
                .param("hosts", named(query.hosts().orElse(Set.of())))
                .query(JdbcReports::read)
                .list();
    }

    private List<RunReport> reports(JdbcClient client, List<Row> rows) {
        Map<String, Map<String, Integer>> counts =
                listed.of(client, rows.stream().collect(Collectors.toMap(Row::id, Row::state)));
        return rows.stream()
                .map(row -> row.report(List.of(), List.of(), counts.getOrDefault(row.id(), Map.of()), Optional.empty()))
                .toList();
    }

    @Override
    public Census census() {
        return database.transact("count runs and moves", counts::of);
    }

    private static Map<String, Integer> counts(JdbcClient client, String run) {
        Map<String, Integer> counts = new TreeMap<>();
        client.sql("SELECT g.state, COUNT(*) AS moves FROM " + MoveRows.TABLES + " WHERE m.run = ? GROUP BY g.state")
                .param(run)
                .query(row -> {
                    counts.put(MoveReports.word(row.getString("state")), row.getInt("moves"));
                });
        return counts;
    }

    private static Map<String, List<PhaseReport>> stays(JdbcClient client, String run) {
        Map<String, List<PhaseReport>> stays = new HashMap<>();
        client.sql("""
                SELECT move, phase, attempt, homeward, started, ended, outcome FROM evac_phase
                WHERE run = ? ORDER BY number""").param(run).query(row -> {
            stays.computeIfAbsent(row.getString("move"), move -> new ArrayList<>())
                    .add(new PhaseReport(
                            MoveReports.phaseWord(row.getString("phase")),
                            row.getInt("attempt"),
                            row.getBoolean("homeward"),
                            time(row.getLong("started")),
                            optionalTime(row, "ended"),
                            Optional.ofNullable(row.getString("outcome"))));
        });
        return stays;
    }

    @Override
    public long countEvents(String run, long after) {
        return events.count(run, after);
    }

    @Override
    public List<EventReport> events(String run, long after, int limit) {
        return events.of(run, after, limit);
    }

    @Override
    public List<EventReport> events(long after, int limit) {
        return events.of(after, limit);
    }

    @Override
    public long lastEvent() {
        return events.last();
    }

    @Override
    public long lastEventBefore(Instant then) {
        return events.lastBefore(then);
    }

    private static Row read(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getString("id"),
                row.getString("plan"),
                row.getString("digest"),
                row.getString("list"),
                row.getInt("refused"),
                RunState.valueOf(row.getString("state")).word(),
                time(row.getLong("created")),
                optionalTime(row, "started"),
                optionalTime(row, "ended"),
                row.getString("zone") == null ? Optional.empty() : Optional.of(Windows.read(row, index)),
                Optional.ofNullable(row.getString("bandwidth")),
                Optional.ofNullable(row.getString("hooks")));
    }

    static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    private static Optional<OffsetDateTime> optionalTime(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(MoveRows.longOrNull(row, column)).map(JdbcReports::time);
    }
}
