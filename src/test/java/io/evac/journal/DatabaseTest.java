package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.migration.Journal.JournalException;
import io.evac.plan.MoveId;
import io.evac.run.RunStore.RunRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class DatabaseTest {
    @TempDir
    Path home;

    /** A source whose connections lose the answer to a commit that did happen. */
    private static DataSource losingAcknowledgements(DataSource source) {
        return new DelegatingDataSource(source) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection real = super.getConnection();
                return (Connection) Proxy.newProxyInstance(
                        Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                            try {
                                Object result = method.invoke(real, args);
                                if (method.getName().equals("commit")) {
                                    throw new SQLException("connection reset", "08S01");
                                }
                                return result;
                            } catch (InvocationTargetException thrown) {
                                throw thrown.getCause();
                            }
                        });
            }
        };
    }

    @Test
    void a_commit_without_an_acknowledgement_is_unknown_and_not_tried_again() {
        try (TestDatabase db = TestDatabase.in(home)) {
            RunRecord run = db.runs().create(Plans.of("i", "alpha", "beta", 1), Optional.empty(), "t");
            MoveId move = db.runs().moves(run.id()).get(0).id();
            Database lossy = new Database(losingAcknowledgements(db.source()), time -> {
                throw new AssertionError("nothing to wait for");
            });
            JdbcJournal journal = new JdbcJournal(lossy, Clock.systemUTC());
            assertThatThrownBy(() -> journal.note(move, 1, "t", "written once"))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("unknown whether");
            assertThat(notes(db, run.id().value())).containsExactly("written once");
        }
    }

    private static List<String> notes(TestDatabase db, String run) {
        return db.reports().events(run, 0, 100).stream()
                .filter(event -> event.kind().equals("note"))
                .map(event -> event.text())
                .toList();
    }

    @Test
    void a_transaction_that_lost_a_lock_is_tried_again_a_few_times() {
        List<Duration> pauses = new ArrayList<>();
        try (TestDatabase db = TestDatabase.in(home)) {
            Database database = new Database(db.source(), pauses::add);
            int[] calls = {0};
            assertThat(database.<String>transact("try", client -> {
                        if (++calls[0] < 3) {
                            throw new CannotAcquireLockException("deadlock");
                        }
                        return "done";
                    }))
                    .isEqualTo("done");
            assertThat(pauses).hasSize(2);
            assertThatThrownBy(() -> database.transact("try", client -> {
                        throw new CannotAcquireLockException("deadlock");
                    }))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("nothing was written");
        }
    }

    @Test
    void a_database_that_is_away_is_told_in_bounded_time() {
        DatabaseSettings nobody = new DatabaseSettings("jdbc:mysql://127.0.0.1:1/evac", "evac", "secret", 2);
        try (var source = nobody.open()) {
            assertThatThrownBy(() -> new Database(source, time -> {}))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("Maybe");
        }
        assertThat(nobody.toString()).doesNotContain("secret");
    }

    @Test
    void a_database_that_goes_away_is_a_journal_exception() {
        TestDatabase db = TestDatabase.in(home);
        RunRecord run = db.runs().create(Plans.of("i", "alpha", "beta", 1), Optional.empty(), "t");
        JdbcJournal journal = db.journal();
        db.close();
        assertThatThrownBy(() -> journal.ofRun(run.id().value()))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        gone -> assertThat(gone.superseded()).isFalse());
    }

    @Test
    void a_thread_that_is_interrupted_again_and_again_still_writes_and_harms_nobody() throws Exception {
        try (TestDatabase db = TestDatabase.in(home)) {
            RunRecord run = db.runs().create(Plans.of("i", "alpha", "beta", 1), Optional.empty(), "t");
            MoveId move = db.runs().moves(run.id()).get(0).id();
            Thread.currentThread().interrupt();
            db.journal().note(move, 1, "t", "written though interrupted");
            assertThat(Thread.interrupted()).isTrue();
            AtomicInteger written = new AtomicInteger();
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 200; i++) {
                    try {
                        db.journal().note(move, 1, "t", "note " + i);
                        written.incrementAndGet();
                    } catch (JournalException interruptedWhileItWaited) {
                        continue;
                    }
                }
            });
            writer.start();
            while (writer.isAlive()) {
                writer.interrupt();
                writer.join(1);
            }
            assertThat(written).hasPositiveValue();
            assertThatCode(() -> db.journal().note(move, 1, "t", "the database is still there"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_state_directory_that_a_url_cannot_name_is_refused() {
        assertThatThrownBy(() -> DatabaseSettings.embedded(Path.of("/tmp/a;INIT=x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--home");
    }
}
