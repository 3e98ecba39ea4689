package io.evac.journal;

import io.evac.inventory.HostName;
import io.evac.run.CordonStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Cordons; the events of a host stand in the history under {@code host/<name>}. */
public final class JdbcCordonStore implements CordonStore {
    private final Database database;
    private final Clock clock;
    private final Events events;

    public JdbcCordonStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.events = new Events(clock);
    }

    @Override
    public List<Cordon> all() {
        return database.transact(
                "read the cordoned hosts",
                client -> client.sql("SELECT host, actor, at FROM evac_cordon ORDER BY host")
                        .query((row, index) -> new Cordon(
                                new HostName(row.getString("host")),
                                row.getString("actor"),
                                Instant.ofEpochMilli(row.getLong("at"))))
                        .list());
    }

    @Override
    public boolean set(HostName host, boolean cordoned, String actor) {
        return cordoned ? cordon(host, actor) : uncordon(host, actor);
    }

    private boolean cordon(HostName host, String actor) {
        try {
            database.transact("cordon host " + host, client -> {
                client.sql("INSERT INTO evac_cordon (host, actor, at) VALUES (?, ?, ?)")
                        .param(host.value())
                        .param(Events.fit(actor, Events.ACTOR))
                        .param(clock.millis())
                        .update();
                return append(client, host, "cordoned", actor);
            });
            return true;
        } catch (DuplicateKeyException already) {
            return false;
        }
    }

    private boolean uncordon(HostName host, String actor) {
        return database.transact("uncordon host " + host, client -> {
            int gone = client.sql("DELETE FROM evac_cordon WHERE host = ?")
                    .param(host.value())
                    .update();
            if (gone == 1) {
                append(client, host, "uncordoned", actor);
            }
            return gone == 1;
        });
    }

    private long append(JdbcClient client, HostName host, String kind, String actor) {
        return events.number(client, Events.Entry.ofRun("host/" + host, kind, actor, ""));
    }
}
