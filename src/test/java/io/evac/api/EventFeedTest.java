package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.journal.TestDatabase;
import io.evac.migration.SteadyClock;
import io.evac.report.ReportJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions of a real database that commit in another order than they began. */
class EventFeedTest {
    private static final int LIMIT = 100;

    @TempDir
    private Path home;

    private final AtomicLong nanos = new AtomicLong();
    private TestDatabase database;
    private EventFeed feed;

    @BeforeEach
    void open() {
        database = TestDatabase.in(home);
        feed = new EventFeed(
                database.reports(),
                new StoredEvents(database.reports(), ReportJson.mapper()),
                ReportJson.mapper(),
                Clock.systemUTC(),
                new SteadyClock(Clock.systemUTC(), nanos::get));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Connection begin() throws SQLException {
        Connection connection = database.source().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void write(Connection connection, String run, String text) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO evac_event (at, run, kind, actor, text) VALUES (?, ?, 'state', 'tester', ?)")) {
            insert.setLong(1, System.currentTimeMillis());
            insert.setString(2, run);
            insert.setString(3, text);
            insert.executeUpdate();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private EventFeed.Part look(long after) {
        pass(Duration.ofSeconds(1));
        return feed.of("R-1", after, LIMIT);
    }

    private static List<String> texts(EventFeed.Part part) {
        return part.events().stream().map(EventFeedTest::text).toList();
    }

    private static String text(EncodedEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            event.line(out);
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return ReportJson.mapper().readTree(out.toByteArray()).get("text").asString();
    }

    @Test
    void nothing_is_given_out_while_a_lower_number_may_still_come() throws Exception {
        try (Connection slow = begin();
                Connection fast = begin()) {
            write(slow, "R-1", "begun first");
            write(fast, "R-1", "committed first");
            fast.commit();
            EventFeed.Part none = look(0);
            assertThat(none.events()).isEmpty();
            slow.commit();
            EventFeed.Part both = look(none.upTo());
            assertThat(texts(both)).containsExactly("begun first", "committed first");
            assertThat(look(both.upTo()).events()).isEmpty();
        }
    }

    @Test
    void what_was_rolled_back_is_not_waited_for_without_end() throws Exception {
        try (Connection broken = begin();
                Connection good = begin()) {
            write(broken, "R-1", "never");
            write(good, "R-1", "there");
            broken.rollback();
            good.commit();
            assertThat(look(0).events()).isEmpty();
            pass(Duration.ofSeconds(5));
            assertThat(texts(look(0))).containsExactly("there");
        }
    }

    @Test
    void each_run_has_its_own_and_the_place_goes_on_over_others() throws Exception {
        try (Connection connection = begin()) {
            write(connection, "R-1", "a");
            write(connection, "R-2", "b");
            connection.commit();
            EventFeed.Part first = look(0);
            assertThat(texts(first)).containsExactly("a");
            assertThat(first.upTo()).isEqualTo(2);
            assertThat(texts(feed.of("R-2", 0, LIMIT))).containsExactly("b");
        }
    }

    @Test
    void who_is_far_behind_and_who_reads_in_small_parts_misses_nothing() throws Exception {
        look(0);
        try (Connection connection = begin()) {
            for (int number = 1; number <= 6000; number++) {
                write(connection, number % 2 == 0 ? "R-1" : "R-2", Integer.toString(number));
            }
            connection.commit();
        }
        long place = 0;
        long seen = 0;
        for (EventFeed.Part part = look(place); part.upTo() > place; part = feed.of("R-1", place, LIMIT)) {
            for (EncodedEvent event : part.events()) {
                seen += 2;
                assertThat(text(event)).isEqualTo(Long.toString(seen));
            }
            place = part.upTo();
        }
        assertThat(seen).isEqualTo(6000);
    }

    @Test
    void who_is_slow_goes_on_from_the_database_when_the_others_are_far_ahead() throws Exception {
        EventFeed.Part slow = look(0);
        try (Connection connection = begin()) {
            write(connection, "R-1", "a");
            for (int others = 0; others < 6000; others++) {
                write(connection, "R-2", "x");
            }
            write(connection, "R-1", "b");
            connection.commit();
        }
        long place = 0;
        for (EventFeed.Part part = look(6000); part.upTo() > place; part = look(place)) {
            place = part.upTo();
        }
        assertThat(place).isEqualTo(6002);
        assertThat(texts(feed.of("R-1", slow.upTo(), LIMIT))).containsExactly("a", "b");
    }

    @Test
    void all_who_follow_are_given_the_same_bytes() throws Exception {
        try (Connection connection = begin()) {
            look(0);
            write(connection, "R-1", "a");
            write(connection, "R-1", "b");
            connection.commit();
            EventFeed.Part first = look(0);
            assertThat(texts(first)).containsExactly("a", "b");
            assertThat(feed.of("R-1", 0, LIMIT).events().getFirst())
                    .isSameAs(first.events().getFirst());
            assertThat(look(1).events().getFirst()).isSameAs(first.events().getLast());
        }
    }

    @Test
    void seats_are_limited() {
        for (int taken = 0; taken < EventFeed.FOLLOWERS; taken++) {
            assertThat(feed.enter()).isTrue();
        }
        assertThat(feed.enter()).isFalse();
        feed.leave();
        assertThat(feed.enter()).isTrue();
    }
}
