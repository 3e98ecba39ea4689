package io.evac.journal;

import io.evac.inventory.HostName;
import io.evac.migration.Checkpoint;
import io.evac.migration.MoveState;
import io.evac.migration.Parked;
import io.evac.plan.MoveId;
import io.evac.run.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which later run has arrived on a parked copy, and made it its own: the run that parked it has nothing left there. */
final class Successors {
    private Successors() {}

    /** The last one of each move of the run whose copy was taken so. */
    static Map<MoveId, RunId> of(JdbcClient client, String run) {
        Map<MoveId, RunId> successors = new HashMap<>();
        client.sql("""
                        SELECT m.id AS move, m.source, m.destination, g.state, g.checkpoint,
                          n.id AS later, o.source AS later_source, og.checkpoint AS later_checkpoint
                        FROM evac_run r JOIN evac_move m ON m.run = r.id JOIN evac_migration g ON g.move = m.id
                          JOIN evac_move o ON o.instance = m.instance
                            AND o.destination = CASE WHEN g.state = 'ROLLED_BACK' THEN m.destination ELSE m.source END
                          JOIN evac_run n ON n.id = o.run AND n.number > r.number
                          JOIN evac_migration og ON og.move = o.id
                        WHERE r.id = ? AND g.state IN ('MOVED', 'VERIFIED', 'ROLLED_BACK')
                          AND og.state IN ('MOVED', 'VERIFIED', 'FINALIZED', 'ROLLED_BACK')
                        ORDER BY n.number""").param(run).query(row -> {
            if (tookIt(row)) {
                successors.put(new MoveId(row.getString("move")), new RunId(row.getString("later")));
            }
        });
        return successors;
    }

    /** A move of an earlier run that was tried again later may have parked its copy behind the other's arrival. */
    private static boolean tookIt(ResultSet row) throws SQLException {
        boolean home = MoveState.valueOf(row.getString("state")) == MoveState.ROLLED_BACK;
        HostName host = new HostName(row.getString(home ? "destination" : "source"));
        Checkpoint later = MoveRows.checkpoint(row.getString("later_checkpoint"));
        Optional<Instant> parked = Parked.since(MoveRows.checkpoint(row.getString("checkpoint")), host);
        HostName from = new HostName(row.getString("later_source"));
        // What has gone home again has parked its copy where it had arrived; what stayed, where it came from.
        Optional<Instant> arrived = Parked.since(later, host).or(() -> Parked.since(later, from));
        return parked.isPresent() && arrived.filter(parked.get()::isBefore).isPresent();
    }
}
