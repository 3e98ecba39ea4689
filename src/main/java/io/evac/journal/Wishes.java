package io.evac.journal;

import io.evac.plan.MoveId;
import io.evac.run.RunId;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What operators ask of a move while its record may be in the hand of a walk: in columns of their own, beside it. */
final class Wishes {
    private static final int HOME_ORDER = 400;

    private final Database database;
    private final Events events;

    Wishes(Database database, Events events) {
        this.database = database;
        this.events = events;
    }

    boolean requestCancel(MoveId move, boolean wanted, String actor) {
        return database.transact("ask for the cancellation of move " + move, client -> {
            String run = lockLease(client, move);
            int changed = client.sql(
                            "UPDATE evac_migration SET cancel_requested = ? WHERE move = ? AND cancel_requested <> ?")
                    .param(wanted)
                    .param(move.value())
                    .param(wanted)
                    .update();
            if (changed == 0) {
                return false;
            }
            String text = wanted ? "cancellation requested" : "cancellation taken back";
            events.append(client, Events.Entry.ofMove(run, move, "cancel", actor, text));
            return true;
        });
    }

    boolean orderHome(MoveId move, Optional<String> order, String actor) {
        return database.transact("order move " + move + " home", client -> {
            String run = lockLease(client, move);
            Optional<String> words = Optional.ofNullable(Events.fitOrNull(order, HOME_ORDER));
            int changed = client.sql("UPDATE evac_migration SET home_order = ? WHERE move = ? AND"
                            + " COALESCE(home_order, '') <> ?")
                    .param(words.orElse(null))
                    .param(move.value())
                    .param(words.orElse(""))
                    .update();
            if (changed == 0) {
                return false;
            }
            String text = order.orElse("the order to go home is taken back");
            events.append(client, Events.Entry.ofMove(run, move, "rollback", actor, text));
            return true;
        });
    }

    Set<MoveId> orderedHome(RunId id) {
        return database.transact(
                "list what of run " + id + " is ordered home",
                client -> client.sql(
                                "SELECT m.id FROM " + MoveRows.TABLES + " WHERE m.run = ? AND g.home_order IS NOT NULL")
                        .param(id.value())
                        .query((row, index) -> new MoveId(row.getString("id")))
                        .set());
    }

    boolean orderedHome(MoveId move) {
        return database.transact(
                "look whether move " + move + " is ordered home",
                client -> client.sql("SELECT COUNT(*) FROM evac_migration WHERE move = ? AND home_order IS NOT NULL")
                                .param(move.value())
                                .query(Long.class)
                                .single()
                        == 1);
    }

    /** Answers the move's run. */
    private static String lockLease(JdbcClient client, MoveId move) {
        String run = client.sql("SELECT run FROM evac_move WHERE id = ?")
                .param(move.value())
                .query(String.class)
                .optional()
                .orElseThrow(() -> new IllegalArgumentException("no such move: " + move));
        JdbcRunStore.lockLease(client, new RunId(run));
        return run;
    }
}
