package io.evac.journal;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many moves of each run are in which state, for lists of runs: each move is looked at for it, so that many who ask for lists
 * would cost a run a good part of itself. What was counted is good for a quarter of a second, as long as the run's own state is
 * the same. Thread-safe.
 */
final class ListedCounts {
    private static final Duration FRESH = Duration.ofMillis(250);

    private final Map<String, Counted> counted = new ConcurrentHashMap<>();
    private final Clock clock;

    ListedCounts(Clock clock) {
        this.clock = clock;
    }

    /** @param state of the run when that was counted */
    private record Counted(long at, String state, Map<String, Integer> moves) {}

    /**
     * The moves of these runs by the words of their states.
     *
     * @param states of the runs as they are now, by their ids
     */
    Map<String, Map<String, Integer>> of(JdbcClient client, Map<String, String> states) {
        long now = clock.millis();
        counted.values().removeIf(each -> Math.abs(now - each.at()) >= FRESH.toMillis());
        Map<String, Map<String, Integer>> known = new HashMap<>();
        states.forEach((run, state) -> {
            Counted counts = counted.get(run);
            if (counts != null && counts.state().equals(state)) {
                known.put(run, counts.moves());
            }
        });
        List<String> unknown =
                states.keySet().stream().filter(run -> !known.containsKey(run)).toList();
        if (!unknown.isEmpty()) {
            count(client, unknown).forEach((run, moves) -> {
                counted.put(run, new Counted(now, states.getOrDefault(run, ""), moves));
                known.put(run, moves);
            });
        }
        return known;
    }

    private static Map<String, Map<String, Integer>> count(JdbcClient client, List<String> runs) {
        Map<String, Map<String, Integer>> counts = new HashMap<>();
        client.sql("SELECT m.run, g.state, COUNT(*) AS moves FROM " + MoveRows.TABLES
                        + " WHERE m.run IN (:runs) GROUP BY m.run, g.state")
                .param("runs", runs)
                .query(row -> {
                    counts.computeIfAbsent(row.getString("run"), run -> new TreeMap<>())
                            .put(MoveReports.word(row.getString("state")), row.getInt("moves"));
                });
        return counts;
    }
}
