package io.evac.schedule;

import com.zaxxer.hikari.HikariDataSource;
import io.evac.SchedulerConfiguration;
import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.HostScope;
import io.evac.journal.Database;
import io.evac.journal.DatabaseSettings;
import io.evac.journal.JdbcPlanStore;
import io.evac.journal.JdbcProgress;
import io.evac.journal.JdbcReports;
import io.evac.journal.JdbcScheduleStore;
import io.evac.journal.Schema;
import io.evac.notice.Target;
import io.evac.plan.Policy;
import io.evac.report.EventReport;
import io.evac.schedule.Schedules.CalendarFile;
import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.Scheduler;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database, its stores, and a starter that counts; several daemons may be opened on it. */
final class ScheduleRig implements AutoCloseable {
    /** Starts in the order in which they came. */
    final BlockingQueue<String> started = new LinkedBlockingQueue<>();

    /** What each occurrence was started in. */
    final Map<String, Optional<Window>> windows = new ConcurrentHashMap<>();

    final AtomicInteger runs = new AtomicInteger();
    final Starter starter = (occurrence, request, window, terms, actor) -> {
        windows.put(occurrence, window);
        started.add(occurrence);
        return "R-" + runs.incrementAndGet();
    };
    final HikariDataSource source;
    final JdbcScheduleStore store;
    final Database database;

    ScheduleRig(DatabaseSettings settings) {
        source = settings.open();
        Schema.of(source).migrate();
        database = new Database(source, time -> Thread.sleep(time.toMillis()));
        store = new JdbcScheduleStore(database, Clock.systemUTC());
    }

    /** A daemon's schedules, as Spring wires them. */
    ApplicationContextRunner daemon(boolean clustered) {
        return new ApplicationContextRunner()
                .withPropertyValues("evac.schedule.clustered=" + clustered)
                .withBean(javax.sql.DataSource.class, () -> source, bean -> bean.setDestroyMethodName(""))
                .withBean(ScheduleStore.class, () -> store)
                .withBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(source))
                .withBean(Starter.class, () -> starter)
                .withBean(Clock.class, Clock::systemUTC)
                .withUserConfiguration(SchedulerConfiguration.class, ScheduleConfiguration.class);
    }

    /** Schedules with a clock of one's own, on a scheduler that stands still. */
    QuartzSchedules schedules(Scheduler scheduler, Instant now) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new QuartzSchedules(
                store,
                new Occurrences(store, starter, clock),
                scheduler,
                new TransactionTemplate(new JdbcTransactionManager(source)),
                clock);
    }

    Occurrences occurrences(Instant now) {
        return new Occurrences(store, starter, Clock.fixed(now, ZoneOffset.UTC));
    }

    static Schedule cron(String name, String cron) {
        return new Schedule(
                name,
                "rack7.csv",
                "instance,host\n*,alpha\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Policy.DEFAULT,
                Optional.empty(),
                Optional.of(cron),
                ZoneId.of("Europe/Berlin"),
                true,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                new Terms(
                        Bandwidth.parse("08:00-18:00=100Mbit"),
                        Hooks.parse("before-cutover=lb-out,after-cutover=lb-in")),
                HostScope.EVERY);
    }

    static Schedule at(String name, String local) {
        Schedule other = cron(name, "");
        return new Schedule(
                name,
                other.listFile(),
                other.csv(),
                other.policy(),
                Optional.of(LocalDateTime.parse(local)),
                Optional.empty(),
                other.zone(),
                true,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Terms.NONE,
                HostScope.EVERY);
    }

    /** The same with windows, and calendars. */
    static Schedule windowed(Schedule plain, Limits limits, CalendarFile... calendars) {
        return with(plain, Optional.of(limits), List.of(calendars), plain.told(), plain.reminder());
    }

    /** The same, of whose starts people are reminded. */
    static Schedule reminded(Schedule plain, Duration ahead) {
        Target ops = new Target(Target.Kind.MAIL, "ops@example.org", Set.of());
        return with(plain, plain.limits(), plain.calendars(), List.of(ops), Optional.of(ahead));
    }

    private static Schedule with(
            Schedule plain,
            Optional<Limits> limits,
            List<CalendarFile> calendars,
            List<Target> told,
            Optional<Duration> reminder) {
        return new Schedule(
                plain.name(),
                plain.listFile(),
                plain.csv(),
                plain.policy(),
                plain.at(),
                plain.cron(),
                plain.zone(),
                plain.enabled(),
                limits,
                calendars,
                told,
                reminder,
                plain.terms(),
                HostScope.EVERY);
    }

    List<String> events(String schedule) {
        try (JdbcProgress progress = new JdbcProgress(database, Clock.systemUTC())) {
            return new JdbcReports(database, new JdbcPlanStore(database), progress, Clock.systemUTC())
                    .events("schedule/" + schedule, 0, 100).stream()
                            .map(EventReport::kind)
                            .toList();
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
