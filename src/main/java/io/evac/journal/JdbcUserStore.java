package io.evac.journal;

import io.evac.access.Role;
import io.evac.access.UserStore;
import io.evac.access.Users.User;
import io.evac.inventory.HostScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Users; what became of one stands in the history under {@code user/<name>}. */
public final class JdbcUserStore implements UserStore {
    private static final String USERS = "SELECT name, hash, role, scope, created, changed, actor FROM evac_user ";
    private final Database database;
    private final Events events;

    public JdbcUserStore(Database database, Clock clock) {
        this.database = database;
        this.events = new Events(clock);
    }

    @Override
    public boolean add(Kept kept) {
        try {
            return database.transact("keep user " + kept.user().name(), client -> insert(client, kept));
        } catch (DuplicateKeyException taken) {
            return false;
        }
    }

    private boolean insert(JdbcClient client, Kept kept) {
        User user = kept.user();
        client.sql(
                        "INSERT INTO evac_user (name, hash, role, scope, created, changed, actor) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .param(user.name())
                .param(kept.hash())
                .param(user.role().name())
                .param(user.hosts().toString())
                .param(user.created().toEpochMilli())
                .param(user.changed().toEpochMilli())
                .param(Events.fit(user.by(), Events.ACTOR))
                .update();
        append(
                client,
                user.name(),
                user.by(),
                "made, as " + user.role().word() + ", for " + user.hosts().told());
        return true;
    }

    private void append(JdbcClient client, String name, String actor, String text) {
        events.append(client, Events.Entry.ofRun("user/" + name, "user", actor, text));
    }

    @Override
    public List<User> all() {
        return database.transact(
                "read the users",
                client -> client.sql(USERS + "ORDER BY name").query(JdbcUserStore::read).list().stream()
                        .map(Kept::user)
                        .toList());
    }

    @Override
    public Optional<Kept> find(String name) {
        return database.transact(
                "look for a user",
                client -> client.sql(USERS + "WHERE name = ?")
                        .param(name)
                        .query(JdbcUserStore::read)
                        .optional());
    }

    @Override
    public boolean remove(String name, String actor) {
        return database.transact("remove user " + name, client -> {
            int gone = client.sql("DELETE FROM evac_user WHERE name = ?")
                    .param(name)
                    .update();
            if (gone > 0) {
                append(client, name, actor, "removed");
            }
            return gone > 0;
        });
    }

    @Override
    public boolean password(String name, String hash, Instant changed, String actor) {
        return database.transact("set the password of user " + name, client -> {
            int set = client.sql("UPDATE evac_user SET hash = ?, changed = ? WHERE name = ?")
                    .param(hash)
                    .param(changed.toEpochMilli())
                    .param(name)
                    .update();
            if (set > 0) {
                append(client, name, actor, "another password");
            }
            return set > 0;
        });
    }

    private static Kept read(ResultSet row, int index) throws SQLException {
        return new Kept(
                new User(
                        row.getString("name"),
                        Role.valueOf(row.getString("role")),
                        HostScope.kept(row.getString("scope")),
                        Instant.ofEpochMilli(row.getLong("created")),
                        Instant.ofEpochMilli(row.getLong("changed")),
                        row.getString("actor")),
                row.getString("hash"));
    }
}
