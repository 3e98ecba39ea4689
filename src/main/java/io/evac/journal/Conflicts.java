package io.evac.journal;

import io.evac.run.RunId;
import io.evac.run.RunState;
import io.evac.run.Runs;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks whether a run meets another unfinished one; the caller holds the lock under which runs are created. */
final class Conflicts {
    private static final int BUSY = 5;
    static final List<String> UNFINISHED = Arrays.stream(RunState.values())
            .filter(state -> !state.ended())
            .map(RunState::name)
            .toList();

    private Conflicts() {}

    private record Found(String other, String what) {}

    /** @throws Runs.RefusedException when an instance or a source host of the run is in another unfinished run */
    static void refuse(JdbcClient client, RunId run) {
        instance(client, run, "m.source = o.source")
                .or(() -> instance(client, run, "m.source = o.destination"))
                .or(() -> instance(client, run, "m.destination = o.source"))
                .ifPresent(found -> {
                    throw new Runs.RefusedException(
                            BUSY,
                            "EVAC-510",
                            "instance " + found.what() + " is in run " + found.other() + ", which is not finished",
                            "Maybe wait for " + found.other() + ", or cancel it with evac cancel " + found.other());
                });
        host(client, run).ifPresent(found -> {
            throw new Runs.RefusedException(
                    BUSY,
                    "EVAC-511",
                    "host " + found.what() + " is being evacuated by run " + found.other() + ", which is not finished",
                    "Maybe wait for " + found.other() + ", or cancel it with evac cancel " + found.other());
        });
    }

    /** An instance that both runs move, at the place where the two meet. */
    private static Optional<Found> instance(JdbcClient client, RunId run, String meeting) {
        return client.sql("""
                        SELECT o.run, m.source, m.instance FROM evac_run r
                        JOIN evac_move o ON o.run = r.id
                        JOIN evac_move m ON %s AND m.instance = o.instance AND m.run = :run
                        WHERE r.state IN (:states) AND r.id <> :run
                        ORDER BY r.number, m.number LIMIT 1""".formatted(meeting))
                .param("run", run.value())
                .param("states", UNFINISHED)
                .query((row, index) ->
                        new Found(row.getString("run"), row.getString("source") + "/" + row.getString("instance")))
                .optional();
    }

    private static Optional<Found> host(JdbcClient client, RunId run) {
        return client.sql("""
                        SELECT o.run, o.source FROM evac_run r
                        JOIN evac_move o ON o.run = r.id
                        WHERE r.state IN (:states) AND r.id <> :run
                          AND o.source IN (SELECT m.source FROM evac_move m WHERE m.run = :run)
                        LIMIT 1""")
                .param("run", run.value())
                .param("states", UNFINISHED)
                .query((row, index) -> new Found(row.getString("run"), row.getString("source")))
                .optional();
    }
}
