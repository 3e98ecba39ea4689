package io.evac.journal;

import io.evac.access.Role;
import io.evac.access.TokenStore;
import io.evac.access.Tokens.Token;
import io.evac.inventory.HostScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tokens; what became of one stands in the history under {@code token/<name>}. */
public final class JdbcTokenStore implements TokenStore {
    private static final String TOKENS = "SELECT name, role, scope, created, expires, actor FROM evac_token ";
    private final Database database;
    private final Events events;

    public JdbcTokenStore(Database database, Clock clock) {
        this.database = database;
        this.events = new Events(clock);
    }

    @Override
    public boolean add(Token token, String digest) {
        try {
            return database.transact("keep token " + token.name(), client -> insert(client, token, digest));
        } catch (DuplicateKeyException taken) {
            return false;
        }
    }

    private boolean insert(JdbcClient client, Token token, String digest) {
        client.sql(
                        "INSERT INTO evac_token (name, digest, role, scope, created, expires, actor) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .param(token.name())
                .param(digest)
                .param(token.role().name())
                .param(token.hosts().toString())
                .param(token.created().toEpochMilli())
                .param(token.expires().toEpochMilli())
                .param(Events.fit(token.by(), Events.ACTOR))
                .update();
        append(
                client,
                token.name(),
                token.by(),
                "given, as " + token.role().word() + ", for " + token.hosts().told() + ", until " + token.expires());
        return true;
    }

    private void append(JdbcClient client, String name, String actor, String text) {
        events.append(client, Events.Entry.ofRun("token/" + name, "token", actor, text));
    }

    @Override
    public List<Token> all() {
        return database.transact(
                "read the tokens",
                client -> client.sql(TOKENS + "ORDER BY name")
                        .query(JdbcTokenStore::read)
                        .list());
    }

    @Override
    public Optional<Token> find(String digest) {
        return database.transact(
                "look for a token",
                client -> client.sql(TOKENS + "WHERE digest = ?")
                        .param(digest)
                        .query(JdbcTokenStore::read)
                        .optional());
    }

    @Override
    public boolean remove(String name, String actor) {
        return database.transact("revoke token " + name, client -> {
            int gone = client.sql("DELETE FROM evac_token WHERE name = ?")
                    .param(name)
                    .update();
            if (gone > 0) {
                append(client, name, actor, "revoked");
            }
            return gone > 0;
        });
    }

    private static Token read(ResultSet row, int index) throws SQLException {
        return new Token(
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                HostScope.kept(row.getString("scope")),
                Instant.ofEpochMilli(row.getLong("created")),
                Instant.ofEpochMilli(row.getLong("expires")),
                row.getString("actor"));
    }
}
