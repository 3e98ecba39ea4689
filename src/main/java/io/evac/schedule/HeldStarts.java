package io.evac.schedule;

import io.evac.schedule.ScheduleStore.Occurrence;
import io.evac.schedule.Schedules.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.listeners.TriggerListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/** What Quartz holds of the schedules: one trigger for each of their next starts, made anew from the table. */
final class HeldStarts {
    private static final String GROUP = "evac";

    /** Starts of each schedule: whatever becomes of one firing, the next ones come. */
    private static final int HELD = 5;

    /** Of each schedule: who was away for longer knows by then. */
    private static final int MOST_TOLD = 50;

    private static final Logger LOG = LoggerFactory.getLogger(HeldStarts.class);

    private final ScheduleStore store;
    private final Occurrences occurrences;
    private final Scheduler scheduler;
    private final TransactionOperations transactions;
    private final Clock clock;

    HeldStarts(
            ScheduleStore store,
            Occurrences occurrences,
            Scheduler scheduler,
            TransactionOperations transactions,
            Clock clock) {
        this.store = store;
        this.occurrences = occurrences;
        this.scheduler = scheduler;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Makes Quartz hold what the table says, once, before anything fires. */
    void reconcile() {
        try {
            scheduler.getListenerManager().addTriggerListener(new Listener());
        } catch (SchedulerException broken) {
            throw new IllegalStateException("the scheduler cannot be set up: " + broken.getMessage(), broken);
        }
        Set<String> names = store.all().stream().map(Schedule::name).collect(Collectors.toSet());
        tell("the scheduler cannot be set up", () -> {
            for (JobKey key : scheduler.getJobKeys(GroupMatcher.jobGroupEquals(GROUP))) {
                if (!names.contains(key.getName())) {
                    unschedule(key);
                }
            }
        });
        forEach(schedule -> {
            if (schedule.enabled()) {
                tellOfThoseNotHeld(schedule);
            }
        });
        keepHouse();
    }

    /** Quartz tells of the starts that it held; of those that passed behind the last of them it knows nothing. */
    private void tellOfThoseNotHeld(Schedule schedule) {
        List<Instant> passed = new ArrayList<>();
        tell("the starts of " + schedule.name() + " that were missed cannot be told", () -> {
            Instant now = clock.instant();
            Optional<Instant> next = ours(JobKey.jobKey(schedule.name(), GROUP)).stream()
                    .map(trigger -> trigger.getKey().getName())
                    .filter(Firing::isOne)
                    .map(Firing::start)
                    .max(Comparator.naturalOrder())
                    .flatMap(last -> Times.after(schedule, last));
            while (next.filter(now::isAfter).isPresent() && passed.size() < MOST_TOLD) {
                passed.add(next.get());
                next = Times.after(schedule, next.get());
            }
        });
        passed.forEach(start -> occurrences.passed(schedule, start));
    }

    /** The same for every schedule; to be called now and then. */
    void keepHouse() {
        forEach(this::hint);
    }

    private void forEach(Consumer<Schedule> work) {
        for (Schedule schedule : store.all()) {
            try {
                work.accept(schedule);
            } catch (RuntimeException told) {
                // One that cannot be held must not keep the others from being.
                LOG.error("schedule {}: {}", schedule.name(), told.getMessage(), told);
            }
        }
    }

    /** Makes Quartz hold the next starts of this schedule, and leaves alone what it has to say of those that passed. */
    void hint(Schedule schedule) {
        JobKey job = JobKey.jobKey(schedule.name(), GROUP);
        Map<TriggerKey, Trigger> wanted = schedule.enabled() ? triggers(schedule) : Map.of();
        tell("schedule " + schedule.name() + " is stored, but the scheduler could not be told", () -> {
            if (schedule.enabled()) {
                hold(job, wanted);
            } else {
                unschedule(job);
            }
        });
    }

    /** Something that is asked of the scheduler. */
    private interface Asking {
        void ask() throws SchedulerException;
    }

    /** In one transaction: outside of one Quartz keeps none of its locks, and a firing may meet half of a trigger. */
    private void tell(String what, Asking asking) {
        transactions.executeWithoutResult(status -> {
            try {
                asking.ask();
            } catch (SchedulerException broken) {
                throw new IllegalStateException(
                        what + ": " + broken.getMessage() + ". Maybe the database is away; a restart tells it again",
                        broken);
            }
        });
    }

    private void hold(JobKey job, Map<TriggerKey, Trigger> wanted) throws SchedulerException {
        Map<TriggerKey, Date> held = ours(job).stream()
                .filter(trigger -> !passed(trigger))
                .collect(Collectors.toMap(Trigger::getKey, Trigger::getStartTime));
        Set<Trigger> missing = wanted.values().stream()
                .filter(trigger -> !trigger.getStartTime().equals(held.get(trigger.getKey())))
                .collect(Collectors.toSet());
        if (!missing.isEmpty()) {
            JobDetail detail = JobBuilder.newJob(Firing.class)
                    .withIdentity(job)
                    .requestRecovery()
                    .build();
            scheduler.scheduleJob(detail, missing, true);
        }
        for (TriggerKey key : held.keySet()) {
            if (!wanted.containsKey(key)) {
                scheduler.unscheduleJob(key);
            }
        }
    }

    /** A job ends with its last trigger; to delete it fails when one of them fires just now. */
    private void unschedule(JobKey job) throws SchedulerException {
        for (Trigger trigger : ours(job)) {
            scheduler.unscheduleJob(trigger.getKey());
        }
    }

    /** Not those with which Quartz recovers a firing that broke off: they are in a group of its own. */
    private List<Trigger> ours(JobKey job) throws SchedulerException {
        return scheduler.getTriggersOfJob(job).stream()
                .map(Trigger.class::cast)
                .filter(trigger -> trigger.getKey().getGroup().equals(GROUP))
                .toList();
    }

    /** Whether it is for Quartz to fire it, or to say that it was missed. */
    private boolean passed(Trigger trigger) {
        return Firing.isOne(trigger.getKey().getName())
                && trigger.getStartTime().toInstant().isBefore(clock.instant());
    }

    /** One for each start to come, and for the one whose window is open, unless its run has been asked for already. */
    private Map<TriggerKey, Trigger> triggers(Schedule schedule) {
        Instant now = clock.instant();
        Map<TriggerKey, Trigger> triggers = new HashMap<>();
        Stream.concat(Times.open(schedule, now).map(Window::opens).stream(), Times.next(schedule, now, HELD).stream())
                .flatMap(opens -> begins(schedule, opens, now).map(begins -> trigger(schedule, opens, begins)).stream())
                .forEach(trigger -> triggers.put(trigger.getKey(), trigger));
        return triggers;
    }

    /** When its run is still to be asked for; where nothing came of it once more at the opening, and then again and again. */
    private Optional<Instant> begins(Schedule schedule, Instant opens, Instant now) {
        Optional<Occurrence> known = store.occurrence(Occurrence.id(schedule.name(), opens));
        if (known.isEmpty()) {
            Instant begins = Times.begins(schedule, opens);
            return Optional.of(begins.isBefore(now) ? now : begins);
        }
        return known.filter(it -> it.run().isEmpty()).flatMap(it -> again(schedule, opens, now));
    }

    /** Whatever kept it from coming to a run may be over in a while; no cutover begins behind the lockout. */
    private static Optional<Instant> again(Schedule schedule, Instant opens, Instant now) {
        if (now.isBefore(opens)) {
            return Optional.of(opens);
        }
        long tries = Duration.between(opens, now).dividedBy(Occurrences.AGAIN) + 1;
        Instant next = opens.plus(Occurrences.AGAIN.multipliedBy(tries));
        return Times.window(schedule, opens)
                .map(Window::lockout)
                .filter(next::isBefore)
                .map(last -> next);
    }

    private static Trigger trigger(Schedule schedule, Instant opens, Instant begins) {
        return TriggerBuilder.newTrigger()
                .withIdentity(Firing.trigger(schedule.name(), opens), GROUP)
                .startAt(Date.from(begins))
                .withSchedule(
                        SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }

    /** What follows a firing, on a thread that may wait for the scheduler, which calls its listeners under its own locks. */
    private void afterwards(String name, Runnable work) {
        Thread.ofPlatform().name("schedule-" + name).start(() -> {
            try {
                work.run();
                store.find(name).ifPresent(this::hint);
            } catch (RuntimeException told) {
                LOG.warn("schedule {}: {}", name, told.getMessage(), told);
            }
        });
    }

    /** Hears of starts that passed while no daemon was there, and sees to it that the next ones are held. */
    private final class Listener extends TriggerListenerSupport {
        @Override
        public String getName() {
            return "starts";
        }

        @Override
        public void triggerMisfired(Trigger trigger) {
            if (isOurs(trigger)) {
                String name = trigger.getJobKey().getName();
                Instant start = Firing.start(trigger.getKey().getName());
                afterwards(name, () -> occurrences.misfired(name, start));
            }
        }

        @Override
        public void triggerComplete(
                Trigger trigger, JobExecutionContext context, CompletedExecutionInstruction instruction) {
            if (isOurs(trigger)) {
                afterwards(trigger.getJobKey().getName(), () -> {});
            }
        }

        private boolean isOurs(Trigger trigger) {
            return trigger.getJobKey().getGroup().equals(GROUP)
                    && Firing.isOne(trigger.getKey().getName());
        }
    }
}
