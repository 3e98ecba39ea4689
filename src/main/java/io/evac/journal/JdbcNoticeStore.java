package io.evac.journal;

import io.evac.list.ListParser;
import io.evac.list.Row;
import io.evac.notice.Happening;
import io.evac.notice.Notice;
import io.evac.notice.NoticeStore;
import io.evac.notice.Target;
import io.evac.notice.What;
import io.evac.run.RunId;
import io.evac.schedule.ScheduleStore.Occurrence;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notices; what became of them stands in the history of what they are about. */
public final class JdbcNoticeStore implements NoticeStore {
    /** So that one look is short, whatever has happened meanwhile. */
    private static final int MOST = 200;

    private static final String SCHEDULE = "schedule/";
    private static final String ACTOR = "evac";

    private final Database database;
    private final Events events;

    public JdbcNoticeStore(Database database, Clock clock) {
        this.database = database;
        this.events = new Events(clock);
    }

    @Override
    public List<Target> targets(String subject) {
        return database.transact(
                "look for whom to tell of " + subject,
                client -> schedule(client, subject)
                        .flatMap(name -> client.sql("SELECT notify FROM evac_schedule WHERE name = ?")
                                .param(name)
                                .query((row, index) -> Targets.read(row.getString("notify")))
                                .optional())
                        .orElse(List.of()));
    }

    @Override
    public List<Row> rows(String subject) {
        return database.transact(
                "read the list of " + subject,
                client -> client.sql("SELECT list_file, csv FROM evac_schedule WHERE name = ?")
                        .param(subject.startsWith(SCHEDULE) ? subject.substring(SCHEDULE.length()) : "")
                        .query((row, index) -> new ListParser()
                                .parse(row.getString("list_file"), row.getBytes("csv"))
                                .rows())
                        .optional()
                        .orElse(List.of()));
    }

    @Override
    public Optional<Instant> opens(String run) {
        return database.transact(
                "look when the window of " + run + " opens",
                client -> client.sql("SELECT opens FROM evac_window WHERE run = ?")
                        .param(run)
                        .query(Long.class)
                        .optional()
                        .map(Instant::ofEpochMilli));
    }

    private static Optional<String> schedule(JdbcClient client, String subject) {
        if (subject.startsWith(SCHEDULE)) {
            return Optional.of(subject.substring(SCHEDULE.length()));
        }
        return client.sql("SELECT occurrence FROM evac_run WHERE id = ? AND occurrence IS NOT NULL")
                .param(subject)
                .query(String.class)
                .optional()
                .map(Occurrence::schedule);
    }

    @Override
    public void expand(Function<Happening, List<Recipient>> recipients) {
        for (Happening happening : happenings()) {
            // Asked outside of the transaction: the answer reads reports.
            List<Recipient> told = recipients.apply(happening);
            database.transact("write who is to be told of event " + happening.event(), client -> {
                // Whoever takes it away tells of it.
                boolean mine = client.sql("DELETE FROM evac_happening WHERE event = ?")
                                .param(happening.event())
                                .update()
                        == 1;
                if (mine) {
                    told.forEach(recipient -> insert(client, happening, recipient));
                }
                return mine;
            });
        }
    }

    private List<Happening> happenings() {
        return database.transact(
                "look what has happened",
                client -> client.sql("SELECT * FROM evac_happening ORDER BY event LIMIT ?")
                        .param(MOST)
                        .query(JdbcNoticeStore::happening)
                        .list());
    }

    private static void insert(JdbcClient client, Happening happening, Recipient recipient) {
        client.sql("""
                INSERT INTO evac_notice (event, what, subject, move, at, text, kind, address, attempts, due)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)""")
                .param(happening.event())
                .param(happening.what().name())
                .param(happening.subject())
                .param(happening.move().orElse(null))
                .param(happening.at().toEpochMilli())
                .param(happening.text())
                .param(recipient.kind().name())
                .param(recipient.address())
                .update();
    }

    @Override
    public Optional<Notice> take(Instant now, Instant again) {
        return database.transact("take a notice", client -> {
            Optional<Notice> next = client.sql(
                            "SELECT * FROM evac_notice WHERE due <= ? ORDER BY due, id LIMIT 1 FOR UPDATE")
                    .param(now.toEpochMilli())
                    .query(JdbcNoticeStore::notice)
                    .optional();
            next.ifPresent(notice -> client.sql("UPDATE evac_notice SET due = ?, attempts = attempts + 1 WHERE id = ?")
                    .param(again.toEpochMilli())
                    .param(notice.id())
                    .update());
            return next;
        });
    }

    @Override
    public void delivered(Notice notice) {
        end(
                notice,
                "notice",
                "told " + whom(notice) + " of event " + notice.happening().event());
    }

    @Override
    public void givenUp(Notice notice, String why) {
        end(
                notice,
                "notice-failed",
                whom(notice) + " could not be told of event "
                        + notice.happening().event() + " ("
                        + notice.happening().what().word() + "): " + why);
    }

    /** Of a webhook the host only: the rest of its URL is often its key. */
    private static String whom(Notice notice) {
        return notice.kind() == Target.Kind.WEBHOOK
                ? URI.create(notice.address()).getHost()
                : notice.address();
    }

    /** In the order in which those see it that follow a run's history. */
    private long append(JdbcClient client, Notice notice, String kind, String text) {
        String subject = notice.happening().subject();
        if (!subject.startsWith(SCHEDULE)) {
            JdbcRunStore.lockLease(client, new RunId(subject));
        }
        return events.number(client, Events.Entry.ofRun(subject, kind, ACTOR, text));
    }

    private void end(Notice notice, String kind, String text) {
        database.transact("end a notice", client -> {
            client.sql("DELETE FROM evac_notice WHERE id = ?")
                    .param(notice.id())
                    .update();
            return append(client, notice, kind, text);
        });
    }

    @Override
    public void postponed(Notice notice, Instant again, String why) {
        database.transact("postpone a notice", client -> {
            client.sql("UPDATE evac_notice SET due = ? WHERE id = ?")
                    .param(again.toEpochMilli())
                    .param(notice.id())
                    .update();
            String text = whom(notice) + " is told later of event "
                    + notice.happening().event() + ": " + why;
            return notice.attempts() == 0 ? append(client, notice, "notice-later", text) : 0L;
        });
    }

    private static Happening happening(ResultSet row, int index) throws SQLException {
        return new Happening(
                row.getLong("event"),
                What.valueOf(row.getString("what")),
                row.getString("subject"),
                Optional.ofNullable(row.getString("move")),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("text"));
    }

    private static Notice notice(ResultSet row, int index) throws SQLException {
        return new Notice(
                row.getLong("id"),
                happening(row, index),
                Target.Kind.valueOf(row.getString("kind")),
                row.getString("address"),
                row.getInt("attempts"));
    }
}
