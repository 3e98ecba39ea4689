package io.evac.schedule;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.listeners.TriggerListenerSupport;

/** Schedules in our own table; Quartz holds a trigger for each that is enabled, made anew from the table when it differs. */
final class QuartzSchedules implements Schedules {
    private static final String GROUP = "evac";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final ScheduleStore store;
    private final Occurrences occurrences;
    private final Scheduler scheduler;
    private final Clock clock;

    QuartzSchedules(ScheduleStore store, Occurrences occurrences, Scheduler scheduler, Clock clock) {
        this.store = store;
        this.occurrences = occurrences;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** Makes Quartz hold what the table says, once, before anything fires. */
    void reconcile() {
        try {
            scheduler.getListenerManager().addTriggerListener(new MissedStarts());
            List<Schedule> all = store.all();
            Set<String> names = all.stream().map(Schedule::name).collect(Collectors.toSet());
            for (JobKey key : scheduler.getJobKeys(GroupMatcher.jobGroupEquals(GROUP))) {
                if (!names.contains(key.getName())) {
                    scheduler.deleteJob(key);
                }
            }
            all.forEach(this::hint);
        } catch (SchedulerException broken) {
            throw new IllegalStateException("the scheduler cannot be set up: " + broken.getMessage(), broken);
        }
    }

    @Override
    public void add(Schedule schedule, String actor) {
        Optional<Schedule> stored = store.find(schedule.name());
        if (stored.filter(it -> same(it, schedule)).isPresent()) {
            hint(stored.get());
            return;
        }
        check(schedule);
        store.put(schedule, actor);
        hint(schedule);
    }

    /** Whether both say the same; switching on and off is a command of its own. */
    private static boolean same(Schedule a, Schedule b) {
        return a.listFile().equals(b.listFile())
                && Arrays.equals(a.csv(), b.csv())
                && a.policy().equals(b.policy())
                && a.at().equals(b.at())
                && a.cron().equals(b.cron())
                && a.zone().equals(b.zone())
                && a.limits().equals(b.limits());
    }

    private void check(Schedule schedule) {
        if (!NAME.matcher(schedule.name()).matches()) {
            throw new IllegalArgumentException(
                    "not a schedule's name: " + io.evac.inventory.Texts.quoted(schedule.name())
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
        if (Times.after(schedule, clock.instant()).isEmpty()) {
            String when = schedule.cron().orElseGet(() -> schedule.at().orElseThrow() + " " + schedule.zone());
            throw new IllegalArgumentException("schedule " + schedule.name() + " would never start: " + when
                    + " is over at " + clock.instant() + ". Maybe give a later start");
        }
        Times.next(schedule, clock.instant(), 1).forEach(opens -> Times.window(schedule, opens));
    }

    @Override
    public List<Schedule> list() {
        return store.all();
    }

    @Override
    public List<Instant> next(String name, int count) {
        Schedule schedule = find(name);
        return schedule.enabled() ? Times.next(schedule, clock.instant(), count) : List.of();
    }

    @Override
    public Optional<Window> window(String name, Instant opens) {
        return Times.window(find(name), opens);
    }

    @Override
    public void enable(String name, boolean enabled, String actor) {
        find(name);
        store.enable(name, enabled, actor);
        hint(find(name));
    }

    @Override
    public String run(String name, String actor) {
        return occurrences.now(find(name), actor);
    }

    private Schedule find(String name) {
        return store.find(name)
                .orElseThrow(() -> new IllegalArgumentException("no such schedule: "
                        + io.evac.inventory.Texts.quoted(name) + ". Maybe look at evac schedule list"));
    }

    /** Makes Quartz hold this schedule's trigger, and leaves one alone that is right: it knows what it has fired. */
    private void hint(Schedule schedule) {
        JobKey job = JobKey.jobKey(schedule.name(), GROUP);
        TriggerKey key = TriggerKey.triggerKey(schedule.name(), GROUP);
        try {
            if (!schedule.enabled()) {
                scheduler.deleteJob(job);
                return;
            }
            Trigger held = scheduler.getTrigger(key);
            if (held != null && fits(held, schedule)
                    || Times.after(schedule, clock.instant()).isEmpty()) {
                return;
            }
            JobDetail detail = JobBuilder.newJob(Firing.class)
                    .withIdentity(job)
                    .requestRecovery()
                    .build();
            scheduler.scheduleJob(detail, Set.of(trigger(key, schedule)), true);
        } catch (SchedulerException broken) {
            throw new IllegalStateException(
                    "schedule " + schedule.name() + " is stored, but the scheduler could not be told: "
                            + broken.getMessage() + ". Maybe the database is away; a restart tells it again",
                    broken);
        }
    }

    private static boolean fits(Trigger held, Schedule schedule) {
        if (held instanceof CronTrigger cron) {
            return schedule.cron().filter(cron.getCronExpression()::equals).isPresent()
                    && cron.getTimeZone().toZoneId().equals(schedule.zone());
        }
        return schedule.at()
                .map(at -> Times.instant(at, schedule.zone()))
                .filter(held.getStartTime().toInstant()::equals)
                .isPresent();
    }

    private static Trigger trigger(TriggerKey key, Schedule schedule) {
        TriggerBuilder<Trigger> builder = TriggerBuilder.newTrigger().withIdentity(key);
        if (schedule.at().isPresent()) {
            return builder.startAt(Date.from(Times.instant(schedule.at().get(), schedule.zone())))
                    .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                            .withMisfireHandlingInstructionNextWithRemainingCount())
                    .build();
        }
        return builder.withSchedule(
                        CronScheduleBuilder.cronSchedule(schedule.cron().orElseThrow())
                                .inTimeZone(TimeZone.getTimeZone(schedule.zone()))
                                .withMisfireHandlingInstructionDoNothing())
                .build();
    }

    /** Hears of starts that passed while no daemon was there. */
    private final class MissedStarts extends TriggerListenerSupport {
        @Override
        public String getName() {
            return "missed-starts";
        }

        @Override
        public void triggerMisfired(Trigger trigger) {
            if (trigger.getKey().getGroup().equals(GROUP) && trigger.getNextFireTime() != null) {
                occurrences.misfired(
                        trigger.getKey().getName(), trigger.getNextFireTime().toInstant());
            }
        }
    }
}
