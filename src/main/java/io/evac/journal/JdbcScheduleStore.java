package io.evac.journal;

import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.HostScope;
import io.evac.notice.What;
import io.evac.schedule.ScheduleStore;
import io.evac.schedule.Schedules.CalendarFile;
import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.PreSync;
import io.evac.schedule.Schedules.Schedule;
import io.evac.schedule.Terms;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Schedules and occurrences; the events of a schedule stand in the history under {@code schedule/<name>}. */
public final class JdbcScheduleStore implements ScheduleStore {
    private final Database database;
    private final Clock clock;
    private final Events events;

    public JdbcScheduleStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.events = new Events(clock);
    }

    @Override
    public void put(Schedule schedule, String actor) {
        database.transact("store schedule " + schedule.name(), client -> {
            Optional<Long> reminded = reminded(client, schedule);
            client.sql("DELETE FROM evac_schedule WHERE name = ?")
                    .param(schedule.name())
                    .update();
            return insert(client, schedule, reminded, actor);
        });
    }

    @Override
    public boolean add(Schedule schedule, String actor) {
        try {
            database.transact(
                    "store schedule " + schedule.name(), client -> insert(client, schedule, Optional.empty(), actor));
            return true;
        } catch (DuplicateKeyException taken) {
            return false;
        }
    }

    private long insert(JdbcClient client, Schedule schedule, Optional<Long> reminded, String actor) {
        Optional<Limits> limits = schedule.limits();
        Optional<PreSync> preSync = limits.flatMap(Limits::preSync);
        client.sql("""
                    INSERT INTO evac_schedule (name, list_file, csv, policy, starts_at, cron, zone, enabled, ends_at, lasts,
                      lockout, capacity, pre_sync, top_up, pre_sync_stop, notify, reminder,
                      reminded, bandwidth, hooks, scope)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(schedule.name())
                .param(schedule.listFile())
                .param(schedule.csv())
                .param(PlanCodec.write(schedule.policy()))
                .param(schedule.at().map(LocalDateTime::toString).orElse(null))
                .param(schedule.cron().orElse(null))
                .param(schedule.zone().getId())
                .param(schedule.enabled())
                .param(limits.flatMap(Limits::end).map(LocalDateTime::toString).orElse(null))
                .param(limits.flatMap(Limits::duration).map(Duration::toMillis).orElse(null))
                .param(limits.map(Limits::lockout).map(Duration::toMillis).orElse(null))
                .param(limits.map(Limits::capacity).orElse(null))
                .param(Windows.millis(preSync, PreSync::start))
                .param(Windows.millis(preSync, PreSync::topUp))
                .param(Windows.millis(preSync, PreSync::stop))
                .param(Targets.write(schedule.told()))
                .param(schedule.reminder().map(Duration::toMillis).orElse(null))
                .param(reminded.orElse(null))
                .param(schedule.terms().bandwidth().toString())
                .param(schedule.terms().hooks().toString())
                .param(schedule.hosts().toString())
                .update();
        putCalendars(client, schedule);
        String when = schedule.cron()
                .map(cron -> "cron " + cron)
                .orElseGet(() -> "at " + schedule.at().orElseThrow());
        String text = "list " + schedule.listFile() + ", " + when + " " + schedule.zone()
                + (schedule.hosts().isEvery() ? "" : ", for " + schedule.hosts().told());
        return append(client, schedule.name(), "schedule-added", actor, text);
    }

    /** The last start that people were reminded of, if this schedule starts when the one did that it replaces. */
    private static Optional<Long> reminded(JdbcClient client, Schedule schedule) {
        return client.sql("""
                        SELECT COALESCE(reminded, 0) FROM evac_schedule
                        WHERE name = ? AND zone = ? AND COALESCE(cron, '') = ? AND COALESCE(starts_at, '') = ?""")
                .param(schedule.name())
                .param(schedule.zone().getId())
                .param(schedule.cron().orElse(""))
                .param(schedule.at().map(LocalDateTime::toString).orElse(""))
                .query(Long.class)
                .optional();
    }

    private static void putCalendars(JdbcClient client, Schedule schedule) {
        int place = 0;
        for (CalendarFile calendar : schedule.calendars()) {
            client.sql("INSERT INTO evac_calendar (schedule, place, name, ics) VALUES (?, ?, ?, ?)")
                    .param(schedule.name())
                    .param(place++)
                    .param(calendar.name())
                    .param(calendar.text())
                    .update();
        }
    }

    private static List<CalendarFile> calendars(JdbcClient client, String schedule) {
        return client.sql("SELECT name, ics FROM evac_calendar WHERE schedule = ? ORDER BY place")
                .param(schedule)
                .query((row, index) -> new CalendarFile(row.getString("name"), row.getString("ics")))
                .list();
    }

    @Override
    public Optional<Schedule> find(String name) {
        return database.transact(
                "read schedule " + name,
                client -> client.sql("SELECT * FROM evac_schedule WHERE name = ?")
                        .param(name)
                        .query((row, index) -> read(client, row))
                        .optional());
    }

    @Override
    public List<Schedule> all() {
        return database.transact(
                "read the schedules",
                client -> client.sql("SELECT * FROM evac_schedule ORDER BY name")
                        .query((row, index) -> read(client, row))
                        .list());
    }

    @Override
    public boolean enable(String name, boolean enabled, String actor) {
        return database.transact((enabled ? "enable schedule " : "disable schedule ") + name, client -> {
            int changed = client.sql("UPDATE evac_schedule SET enabled = ? WHERE name = ? AND enabled <> ?")
                    .param(enabled)
                    .param(name)
                    .param(enabled)
                    .update();
            if (changed == 1) {
                append(client, name, enabled ? "schedule-enabled" : "schedule-disabled", actor, "");
            }
            return changed == 1;
        });
    }

    @Override
    public boolean note(String schedule, Instant planned, String actor) {
        try {
            database.transact(
                    "note a start of schedule " + schedule, client -> insert(client, schedule, planned, actor));
            return true;
        } catch (DuplicateKeyException known) {
            return false;
        }
    }

    @Override
    public boolean missed(String schedule, Instant planned, String actor, String text) {
        try {
            database.transact("note a missed start of schedule " + schedule, client -> {
                row(client, schedule, planned, actor);
                return append(client, schedule, "occurrence-missed", actor, text);
            });
            return true;
        } catch (DuplicateKeyException known) {
            return false;
        }
    }

    @Override
    public Occurrence noteNow(String schedule, Instant now, Duration same, String actor) {
        return database.transact("note a start of schedule " + schedule, client -> {
            client.sql("SELECT name FROM evac_schedule WHERE name = ? FOR UPDATE")
                    .param(schedule)
                    .query(String.class)
                    .single();
            return client.sql("""
                            SELECT * FROM evac_occurrence WHERE schedule = ? AND planned > ? AND planned <= ?
                            ORDER BY planned DESC LIMIT 1""")
                    .param(schedule)
                    .param(now.minus(same).toEpochMilli())
                    .param(now.toEpochMilli())
                    .query(JdbcScheduleStore::readOccurrence)
                    .optional()
                    .orElseGet(() -> insert(client, schedule, now, actor));
        });
    }

    private Occurrence insert(JdbcClient client, String schedule, Instant planned, String actor) {
        Occurrence occurrence = row(client, schedule, planned, actor);
        append(client, schedule, "occurrence", actor, occurrence.id());
        return occurrence;
    }

    private Occurrence row(JdbcClient client, String schedule, Instant planned, String actor) {
        Instant start = Instant.ofEpochMilli(planned.toEpochMilli());
        String id = Occurrence.id(schedule, start);
        client.sql("INSERT INTO evac_occurrence (id, schedule, planned, seen, actor) VALUES (?, ?, ?, ?, ?)")
                .param(id)
                .param(schedule)
                .param(start.toEpochMilli())
                .param(clock.millis())
                .param(actor)
                .update();
        return new Occurrence(id, schedule, start, Optional.empty(), Optional.empty());
    }

    @Override
    public Optional<Occurrence> occurrence(String id) {
        return database.transact(
                "read occurrence " + id,
                client -> client.sql("SELECT * FROM evac_occurrence WHERE id = ?")
                        .param(id)
                        .query(JdbcScheduleStore::readOccurrence)
                        .optional());
    }

    @Override
    public Optional<String> lastRun(String schedule) {
        return database.transact(
                "look for the last run of schedule " + schedule,
                client -> client.sql("""
                        SELECT run FROM evac_occurrence WHERE schedule = ? AND run IS NOT NULL
                        ORDER BY planned DESC LIMIT 1""").param(schedule).query(String.class).optional());
    }

    @Override
    public void started(String occurrence, String run) {
        database.transact(
                "write the run of occurrence " + occurrence,
                client -> client.sql("UPDATE evac_occurrence SET run = ?, problem = NULL WHERE id = ?")
                        .param(run)
                        .param(occurrence)
                        .update());
    }

    @Override
    public void failed(String occurrence, String problem) {
        database.transact("write the problem of occurrence " + occurrence, client -> {
            String why = Events.fit(problem, Events.TEXT);
            boolean news = client.sql(
                                    "UPDATE evac_occurrence SET problem = ? WHERE id = ? AND run IS NULL AND COALESCE(problem, '') <> ?")
                            .param(why)
                            .param(occurrence)
                            .param(why)
                            .update()
                    > 0;
            // What is tried again and again is told of once.
            if (news) {
                append(
                        client,
                        Occurrence.schedule(occurrence),
                        "occurrence-failed",
                        "evac",
                        occurrence + ": " + problem);
            }
            return news;
        });
    }

    @Override
    public void remind(String schedule, Instant start, String text) {
        database.transact("remind of a start of schedule " + schedule, client -> {
            boolean first =
                    client.sql("UPDATE evac_schedule SET reminded = ? WHERE name = ? AND COALESCE(reminded, 0) < ?")
                                    .param(start.toEpochMilli())
                                    .param(schedule)
                                    .param(start.toEpochMilli())
                                    .update()
                            > 0;
            if (first) {
                append(client, schedule, "reminder", "evac", text);
            }
            return first;
        });
    }

    @Override
    public void event(String schedule, String kind, String actor, String text) {
        database.transact(
                "write an event of schedule " + schedule, client -> append(client, schedule, kind, actor, text));
    }

    private long append(JdbcClient client, String schedule, String kind, String actor, String text) {
        Events.Entry entry = Events.Entry.ofRun("schedule/" + schedule, kind, actor, text);
        return events.number(
                client,
                switch (kind) {
                    case "occurrence-missed" -> entry.telling(What.MISSED);
                    case "reminder" -> entry.telling(What.REMINDER);
                    case "occurrence-failed" -> entry.telling(What.FAILED);
                    default -> entry;
                });
    }

    private static Schedule read(JdbcClient client, ResultSet row) throws SQLException {
        return new Schedule(
                row.getString("name"),
                row.getString("list_file"),
                row.getBytes("csv"),
                PlanCodec.readPolicy(row.getString("policy")),
                Optional.ofNullable(row.getString("starts_at")).map(LocalDateTime::parse),
                Optional.ofNullable(row.getString("cron")),
                ZoneId.of(row.getString("zone")),
                row.getBoolean("enabled"),
                readLimits(row),
                calendars(client, row.getString("name")),
                Targets.read(row.getString("notify")),
                Optional.ofNullable(MoveRows.longOrNull(row, "reminder")).map(Duration::ofMillis),
                new Terms(Bandwidth.parse(row.getString("bandwidth")), Hooks.parse(row.getString("hooks"))),
                HostScope.kept(row.getString("scope")));
    }

    private static Optional<Limits> readLimits(ResultSet row) throws SQLException {
        Long lockout = MoveRows.longOrNull(row, "lockout");
        return lockout == null
                ? Optional.empty()
                : Optional.of(new Limits(
                        Optional.ofNullable(row.getString("ends_at")).map(LocalDateTime::parse),
                        Optional.ofNullable(MoveRows.longOrNull(row, "lasts")).map(Duration::ofMillis),
                        Duration.ofMillis(lockout),
                        row.getInt("capacity"),
                        Windows.preSync(row)));
    }

    private static Occurrence readOccurrence(ResultSet row, int index) throws SQLException {
        return new Occurrence(
                row.getString("id"),
                row.getString("schedule"),
                Instant.ofEpochMilli(row.getLong("planned")),
                Optional.ofNullable(row.getString("run")),
                Optional.ofNullable(row.getString("problem")));
    }
}
