package io.evac.journal;

import io.evac.daemon.KeyedRequests;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys of requests, for all daemons on the database. */
public final class JdbcKeyedRequests implements KeyedRequests {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration CUT_OFF = Duration.ofMinutes(10);
    private final Database database;
    private final Clock clock;

    public JdbcKeyedRequests(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Row(String digest, Optional<Answer> answer) {}

    @Override
    public Known take(String key, String body) {
        try {
            return database.transact("take a key", client -> insert(client, key, body));
        } catch (DuplicateKeyException known) {
            return database.transact("look for a key", client -> look(client, key, body));
        }
    }

    private Known insert(JdbcClient client, String key, String body) {
        long now = clock.millis();
        client.sql("DELETE FROM evac_request WHERE at < ? OR status IS NULL AND at < ?")
                .param(now - KEPT.toMillis())
                .param(now - CUT_OFF.toMillis())
                .update();
        client.sql("INSERT INTO evac_request (id, digest, at) VALUES (?, ?, ?)")
                .param(key)
                .param(body)
                .param(now)
                .update();
        return new Known.Nothing(now);
    }

    private static Known look(JdbcClient client, String key, String body) {
        Optional<Row> row = client.sql("SELECT digest, status, type, body FROM evac_request WHERE id = ?")
                .param(key)
                .query(JdbcKeyedRequests::read)
                .optional();
        if (row.filter(known -> !known.digest().equals(body)).isPresent()) {
            return new Known.Another();
        }
        // Given up meanwhile, too: whoever asks again takes it then.
        return row.flatMap(Row::answer).<Known>map(Known.Answered::new).orElseGet(Known.UnderWay::new);
    }

    private static Row read(ResultSet row, int index) throws SQLException {
        Integer status = row.getObject("status", Integer.class);
        return new Row(
                row.getString("digest"),
                status == null
                        ? Optional.empty()
                        : Optional.of(new Answer(status, row.getString("type"), row.getBytes("body"))));
    }

    @Override
    public void answer(String key, long since, Answer answer) {
        database.transact(
                "keep an answer",
                client -> client.sql("UPDATE evac_request SET status = ?, type = ?, body = ? WHERE id = ? AND at = ?")
                        .param(answer.status())
                        .param(answer.type())
                        .param(answer.body())
                        .param(key)
                        .param(since)
                        .update());
    }

    @Override
    public void giveUp(String key, long since) {
        database.transact(
                "forget a key",
                client -> client.sql("DELETE FROM evac_request WHERE id = ? AND at = ? AND status IS NULL")
                        .param(key)
                        .param(since)
                        .update());
    }
}
