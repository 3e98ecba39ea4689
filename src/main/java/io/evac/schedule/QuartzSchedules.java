package io.evac.schedule;

import io.evac.inventory.LocalTimes;
import io.evac.inventory.Texts;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.quartz.Scheduler;
import org.springframework.transaction.support.TransactionOperations;

/** Schedules in our own table; what Quartz is told of them is {@link HeldStarts}'s. */
final class QuartzSchedules implements Schedules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final ScheduleStore store;
    private final Occurrences occurrences;
    private final HeldStarts held;
    private final Reminders reminders;
    private final Clock clock;

    QuartzSchedules(
            ScheduleStore store,
            Occurrences occurrences,
            Scheduler scheduler,
            TransactionOperations transactions,
            Clock clock) {
        this.store = store;
        this.occurrences = occurrences;
        this.held = new HeldStarts(store, occurrences, scheduler, transactions, clock);
        this.reminders = new Reminders(store, clock);
        this.clock = clock;
    }

    /** Makes Quartz hold what the table says, once, before anything fires. */
    void reconcile() {
        held.reconcile();
    }

    @Override
    public void add(Schedule schedule, String actor) {
        Optional<Schedule> stored = store.find(schedule.name());
        if (stored.filter(it -> same(it, schedule)).isPresent()) {
            held.hint(stored.get());
            return;
        }
        check(schedule, 1);
        store.put(schedule, actor);
        held.hint(schedule);
    }

    @Override
    public void addNew(Schedule schedule, String actor) {
        check(schedule, 1);
        if (!store.add(schedule, actor)) {
            throw new IllegalArgumentException(
                    "there is a schedule " + Texts.quoted(schedule.name()) + " already. Maybe choose another name");
        }
        held.hint(schedule);
    }

    /** Whether both say the same; switching on and off is a command of its own. */
    private static boolean same(Schedule a, Schedule b) {
        return a.listFile().equals(b.listFile())
                && Arrays.equals(a.csv(), b.csv())
                && a.policy().equals(b.policy())
                && a.at().equals(b.at())
                && a.cron().equals(b.cron())
                && a.zone().equals(b.zone())
                && a.limits().equals(b.limits())
                && a.calendars().equals(b.calendars())
                && a.told().equals(b.told())
                && a.reminder().equals(b.reminder())
                && a.terms().equals(b.terms())
                && a.hosts().equals(b.hosts());
    }

    @Override
    public List<Instant> check(Schedule schedule, int count) {
        if (!NAME.matcher(schedule.name()).matches()) {
            throw new IllegalArgumentException("not a schedule's name: " + Texts.quoted(schedule.name())
                    + ". Maybe use letters, digits, '.', '_' and '-', at most 64");
        }
        if (schedule.at().isPresent() == schedule.cron().isPresent()) {
            throw new IllegalArgumentException("schedule " + schedule.name()
                    + " needs one start or one cron expression. Maybe give one of the two");
        }
        if (schedule.limits()
                .filter(limits -> limits.end().isPresent() == limits.duration().isPresent()
                        || limits.end().isPresent() && schedule.cron().isPresent())
                .isPresent()) {
            throw new IllegalArgumentException("schedule " + schedule.name()
                    + " needs an end or a duration for its window, with cron a duration. Maybe give one of the two");
        }
        if (schedule.reminder()
                .filter(ahead -> schedule.told().isEmpty() || !ahead.isPositive())
                .isPresent()) {
            throw new IllegalArgumentException("schedule " + schedule.name()
                    + " reminds nobody. Maybe give notify, and a reminder that is longer than nothing");
        }
        schedule.calendars().forEach(Calendars::check);
        List<Instant> starts = Times.next(schedule, clock.instant(), Math.max(1, count));
        if (starts.isEmpty()) {
            throw neverStarts(schedule);
        }
        starts.forEach(opens -> Times.window(schedule, opens));
        return starts;
    }

    private IllegalArgumentException neverStarts(Schedule schedule) {
        Optional<String> closed = schedule.at()
                .map(at -> LocalTimes.instant(at, schedule.zone()))
                .filter(start -> start.isAfter(clock.instant()))
                .flatMap(start -> Times.closedBy(schedule, start))
                .map(Calendars.Event::name);
        String when = schedule.cron().orElseGet(() -> schedule.at().orElseThrow() + " " + schedule.zone());
        String why = closed.map(event -> "a calendar closes it, for " + Texts.quoted(event))
                .orElse("nothing of it is to come at " + clock.instant()
                        + (schedule.calendars().isEmpty() ? "" : " that no calendar closes"));
        return new IllegalArgumentException("schedule " + schedule.name() + " would never start: " + when + ", " + why
                + ". Maybe give a later start");
    }

    @Override
    public List<Schedule> list() {
        return store.all();
    }

    @Override
    public void keepHouse() {
        held.keepHouse();
        reminders.look();
    }

    @Override
    public List<Instant> next(String name, int count) {
        Schedule schedule = find(name);
        return schedule.enabled() ? Times.next(schedule, clock.instant(), count) : List.of();
    }

    @Override
    public boolean over(String name) {
        Instant now = clock.instant();
        return store.find(name)
                .filter(Schedule::enabled)
                .filter(it ->
                        Times.open(it, now).isPresent() || Times.after(it, now).isPresent())
                .isEmpty();
    }

    @Override
    public Optional<String> lastRun(String name) {
        return store.lastRun(name);
    }

    @Override
    public Optional<Window> window(Schedule schedule, Instant opens) {
        return Times.window(schedule, opens);
    }

    @Override
    public String calendar(List<Schedule> schedules) {
        return CalendarFeed.text(schedules, clock.instant());
    }

    @Override
    public void enable(String name, boolean enabled, String actor) {
        find(name);
        store.enable(name, enabled, actor);
        held.hint(find(name));
    }

    @Override
    public String run(String name, String actor) {
        return occurrences.now(find(name), actor);
    }

    private Schedule find(String name) {
        return store.find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no such schedule: " + Texts.quoted(name) + ". Maybe look at evac schedule list"));
    }
}
