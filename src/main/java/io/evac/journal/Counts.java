package io.evac.journal;

import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.report.Census;
import io.evac.run.RunState;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts runs, moves and leases; what is over is looked at no further than its run's row. */
final class Counts {
    private static final String OVER = words(RunState.values(), RunState::over);
    private static final String AT_WORK = words(
            RunState.values(),
            state -> state == RunState.RUNNING || state == RunState.PAUSING || state == RunState.STOPPING);
    private static final String BEGUN = words(
            MoveState.values(),
            state -> state == MoveState.RUNNING || state == MoveState.WAITING || state == MoveState.QUEUED);
    private static final String CUTTING =
            words(Phase.values(), phase -> phase.compareTo(Phase.QUIESCE) >= 0 && phase.compareTo(Phase.ACTIVATE) <= 0);

    private final String now;

    Counts(Database database) {
        this.now = database.dialect().now();
    }

    Census of(JdbcClient client) {
        Map<String, Integer> runs = new TreeMap<>();
        client.sql("SELECT state, COUNT(*) AS runs FROM evac_run GROUP BY state")
                .query(row -> {
                    runs.put(RunState.valueOf(row.getString("state")).word(), row.getInt("runs"));
                });
        Map<String, Integer> moves = new TreeMap<>();
        int[] cutovers = {0};
        client.sql("SELECT g.state, COUNT(*) AS moves, SUM(CASE WHEN g.state IN (" + BEGUN
                        + ") AND g.stopped_at IS NOT NULL OR g.state = 'RUNNING' AND g.phase IN (" + CUTTING
                        + ") THEN 1 ELSE 0 END) AS cutovers FROM " + MoveRows.TABLES
                        + " JOIN evac_run r ON r.id = m.run WHERE r.state NOT IN (" + OVER + ") GROUP BY g.state")
                .query(row -> {
                    moves.put(MoveReports.word(row.getString("state")), row.getInt("moves"));
                    cutovers[0] += row.getInt("cutovers");
                });
        return client.sql("SELECT SUM(CASE WHEN l.expires > " + now + " THEN 1 ELSE 0 END) AS held, SUM(CASE WHEN "
                        + "r.state = 'INTERRUPTED' OR r.state IN (" + AT_WORK + ") AND l.expires <= " + now
                        + " THEN 1 ELSE 0 END) AS unattended FROM evac_run r JOIN evac_lease l ON l.run = r.id")
                .query((row, index) ->
                        new Census(runs, moves, cutovers[0], row.getInt("held"), row.getInt("unattended")))
                .single();
    }

    /** As a list of SQL. */
    private static <E extends Enum<E>> String words(E[] all, Predicate<E> which) {
        return Arrays.stream(all)
                .filter(which)
                .map(each -> "'" + each.name() + "'")
                .collect(Collectors.joining(", "));
    }
}
