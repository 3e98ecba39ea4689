package io.evac.journal;

import io.evac.plan.MoveId;
import io.evac.run.CutoverWish;
import io.evac.run.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    boolean cutover(MoveId move, CutoverWish wish, String actor) {
        return database.transact("note when move " + move + " is wanted to cut over", client -> {
            String run = lockLease(client, move);
            Optional<CutoverWish> before = client.sql("SELECT cutover_wish, cutover_at, cutover_hours"
                            + " FROM evac_migration WHERE move = ? AND cutover_wish IS NOT NULL")
                    .param(move.value())
                    .query((row, index) -> wish(row))
                    .optional();
            if (before.filter(wish::equals).isPresent()) {
                return false;
            }
            client.sql("UPDATE evac_migration SET cutover_wish = ?, cutover_at = ?, cutover_hours = ? WHERE move = ?")
                    .param(wish.kind().name())
                    .param(wish.at().map(Instant::toEpochMilli).orElse(null))
                    .param(wish.hours().name())
                    .param(move.value())
                    .update();
            events.append(client, Events.Entry.ofMove(run, move, "cutover", actor, wish.words()));
            return true;
        });
    }

    void forgetCutover(MoveId move) {
        database.transact(
                "forget when move " + move + " was wanted to cut over",
                client -> client.sql("UPDATE evac_migration SET cutover_wish = NULL, cutover_at = NULL,"
                                + " cutover_hours = NULL WHERE move = ? AND cutover_wish IS NOT NULL")
                        .param(move.value())
                        .update());
    }

    /** What owners chose was for the opening of the window that is over. */
    static void forgetEarly(JdbcClient client, RunId id) {
        client.sql("UPDATE evac_migration SET cutover_wish = NULL, cutover_at = NULL, cutover_hours = NULL"
                        + " WHERE cutover_hours = ? AND move IN (SELECT id FROM evac_move WHERE run = ?)")
                .param(CutoverWish.Hours.EARLY.name())
                .param(id.value())
                .update();
    }

    Map<MoveId, CutoverWish> cutovers(RunId id) {
        return database.transact(
                "list when moves of run " + id + " are wanted to cut over",
                client -> client
                        .sql("SELECT m.id, g.cutover_wish, g.cutover_at, g.cutover_hours FROM " + MoveRows.TABLES
                                + " WHERE m.run = ? AND g.cutover_wish IS NOT NULL")
                        .param(id.value())
                        .query((row, index) -> Map.entry(new MoveId(row.getString("id")), wish(row)))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static CutoverWish wish(ResultSet row) throws SQLException {
        long at = row.getLong("cutover_at");
        Optional<Instant> time = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
        return new CutoverWish(
                CutoverWish.Kind.valueOf(row.getString("cutover_wish")),
                time,
                CutoverWish.Hours.valueOf(row.getString("cutover_hours")));
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
