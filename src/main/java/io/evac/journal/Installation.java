package io.evac.journal;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which installation this database belongs to: made once, at random, and part of the owner that guards see.
 *
 * @param id eight lower-case hexadecimal digits
 */
public record Installation(String id) {

    /** The installation of this database, made when it has none yet; of two that ask at once both get the same. */
    public static Installation of(Database database, Clock clock) {
        return find(database).orElseGet(() -> {
            try {
                database.transact(
                        "name this installation",
                        client -> client.sql("INSERT INTO evac_installation (one, id, created) VALUES (1, ?, ?)")
                                .param(UUID.randomUUID().toString().substring(0, 8))
                                .param(clock.millis())
                                .update());
            } catch (DuplicateKeyException somebodyElseWasFaster) {
                return find(database).orElseThrow(() -> somebodyElseWasFaster);
            }
            return find(database).orElseThrow();
        });
    }

    /** The owner of what is done for a run: what leases and tickets carry. */
    public String owner(String run) {
        return id + "/" + run;
    }

    private static Optional<Installation> find(Database database) {
        return database.transact("read this installation's name", Installation::find);
    }

    private static Optional<Installation> find(JdbcClient client) {
        return client.sql("SELECT id FROM evac_installation WHERE one = 1")
                .query((row, index) -> new Installation(row.getString("id")))
                .optional();
    }
}
