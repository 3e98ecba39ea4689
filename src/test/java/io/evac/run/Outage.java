package io.evac.run;

import io.evac.journal.DatabaseSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Takes the embedded database away from everybody who is connected, by its own commands. Thread-safe. */
final class Outage {
    private final DatabaseSettings settings;
    private Optional<Connection> alone = Optional.empty();
    private boolean struck;

    Outage(Path home) {
        settings = DatabaseSettings.embedded(home);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    /** It dies in the midst of everything, and is back for whoever connects next. */
    synchronized void restart() {
        struck = true;
        if (alone.isEmpty()) {
            try (Connection last = connect();
                    Statement statement = last.createStatement()) {
                statement.execute("SHUTDOWN IMMEDIATELY");
            } catch (SQLException broken) {
                throw new IllegalStateException("the database cannot be restarted", broken);
            }
        }
    }

    /** It throws everybody out and lets nobody in for a while. */
    synchronized void refuse(long millis) {
        struck = true;
        if (alone.isEmpty()) {
            try {
                Connection only = connect();
                alone = Optional.of(only);
                try (Statement statement = only.createStatement()) {
                    statement.execute("SET EXCLUSIVE 2");
                }
            } catch (SQLException broken) {
                throw new IllegalStateException("the database cannot be taken away", broken);
            }
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(this::end);
        }
    }

    /** Whether it has ever been away: whoever comes up then may find it gone. */
    synchronized boolean struck() {
        return struck;
    }

    /** Whether it lets nobody in just now. */
    synchronized boolean lasts() {
        return alone.isPresent();
    }

    /** It lets everybody in again, if it did not. */
    synchronized void end() {
        Optional<Connection> last = alone;
        alone = Optional.empty();
        last.ifPresent(only -> {
            try {
                only.close();
            } catch (SQLException broken) {
                throw new IllegalStateException("the database cannot be given back", broken);
            }
        });
    }
}
