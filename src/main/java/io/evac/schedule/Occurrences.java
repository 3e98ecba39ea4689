package io.evac.schedule;

import io.evac.plan.Plans;
import io.evac.schedule.ScheduleStore.Occurrence;
import io.evac.schedule.Schedules.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a firing means. A firing is a hint: fired twice, by two daemons or again after a crash, one planned start
 * is one occurrence in the database and at most one run.
 */
final class Occurrences {
    /** Starts by hand that follow each other within this are one: asking twice is not asking for two. */
    static final Duration SAME = Duration.ofMinutes(1);

    /** What has led to no run is tried again after so long, while its window is open. */
    static final Duration AGAIN = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Occurrences.class);
    private static final String SCHEDULER = "scheduler";

    /** Those that this process is starting just now: to plan may take longer than until they are tried again. */
    private final Set<String> starting = ConcurrentHashMap.newKeySet();

    private final ScheduleStore store;
    private final Starter starter;
    private final Clock clock;

    Occurrences(ScheduleStore store, Starter starter, Clock clock) {
        this.store = store;
        this.starter = starter;
        this.clock = clock;
    }

    /**
     * The clock says that a planned start has come.
     *
     * @param again whether the daemon that was told first is known to be dead
     */
    void fired(String name, Instant planned, boolean again) {
        Optional<Schedule> schedule = store.find(name);
        if (schedule.isEmpty() || !schedule.get().enabled() || !Times.startsAt(schedule.get(), planned)) {
            LOG.info("schedule {} has no start at {} any more", name, planned);
            return;
        }
        if (tooLate(schedule.get(), planned)) {
            missed(name, planned);
            return;
        }
        boolean first = store.note(name, planned, SCHEDULER);
        Optional<Occurrence> occurrence = store.occurrence(Occurrence.id(name, planned));
        boolean hasNone = occurrence.filter(it -> it.run().isEmpty()).isPresent();
        boolean failed = occurrence.flatMap(Occurrence::problem).isPresent();
        boolean due = again || failed || !clock.instant().isBefore(planned.plus(AGAIN));
        if (first || hasNone && due) {
            startOnce(schedule.get(), planned);
        }
    }

    private void startOnce(Schedule schedule, Instant planned) {
        String id = Occurrence.id(schedule.name(), planned);
        if (!starting.add(id)) {
            return;
        }
        try {
            start(schedule, id, Times.window(schedule, planned), SCHEDULER);
        } catch (RuntimeException noted) {
            LOG.warn("occurrence {} led to no run: {}", id, noted.getMessage());
        } finally {
            starting.remove(id);
        }
    }

    /** Within its window what is late has the rest of it; without one it is too late soon. */
    private boolean tooLate(Schedule schedule, Instant planned) {
        Instant last = Times.window(schedule, planned)
                .map(Window::lockout)
                .orElseGet(() -> planned.plus(ScheduleConfiguration.TOO_LATE));
        return !clock.instant().isBefore(last);
    }

    /** A start passed while nobody was there: what is left of its window is used. */
    void misfired(String name, Instant planned) {
        fired(name, planned, true);
    }

    /** A start passed of which the scheduler did not know: people are told, unless its window is open still. */
    void passed(Schedule schedule, Instant planned) {
        if (tooLate(schedule, planned)) {
            store.missed(schedule.name(), planned, SCHEDULER, whyMissed(schedule.name(), planned));
        }
    }

    /** A start passed while nobody was there, or too late: nothing fires late, people are told. */
    private void missed(String name, Instant planned) {
        store.event(name, "occurrence-missed", SCHEDULER, whyMissed(name, planned));
    }

    private String whyMissed(String name, Instant planned) {
        return "the start of " + planned + " was missed and is not made up for: "
                + store.find(name)
                        .flatMap(schedule -> Times.window(schedule, planned))
                        .map(window -> "its window was " + window.words())
                        .orElse("it is later than " + ScheduleConfiguration.TOO_LATE.toMinutes() + " minutes")
                + ". Maybe start it by hand: evac schedule run " + name;
    }

    /**
     * Somebody wants it now: the occurrence of the last minute, or a new one; of a schedule with windows the one whose window
     * is open. Answers the run's id.
     *
     * @throws IllegalArgumentException outside its windows
     */
    String now(Schedule schedule, String actor) {
        if (schedule.limits().isPresent()) {
            Window window = Times.open(schedule, clock.instant())
                    .orElseThrow(() -> new IllegalArgumentException("schedule " + schedule.name()
                            + " has no window now. Maybe see evac schedule next " + schedule.name()
                            + "; or run its list itself: evac run LIST"));
            store.note(schedule.name(), window.opens(), actor);
            String id = Occurrence.id(schedule.name(), window.opens());
            return store.occurrence(id)
                    .flatMap(Occurrence::run)
                    .orElseGet(() -> start(schedule, id, Optional.of(window), actor));
        }
        Occurrence occurrence = store.noteNow(schedule.name(), clock.instant(), SAME, actor);
        return occurrence.run().orElseGet(() -> start(schedule, occurrence.id(), Optional.empty(), actor));
    }

    private String start(Schedule schedule, String occurrence, Optional<Window> window, String actor) {
        Plans.Request request = new Plans.Request(
                schedule.listFile(),
                schedule.csv(),
                schedule.policy(),
                java.util.List.of(),
                Set.of(),
                schedule.hosts());
        String run;
        try {
            run = starter.start(occurrence, request, window, schedule.terms(), actor);
        } catch (RuntimeException problem) {
            store.failed(occurrence, String.valueOf(problem.getMessage()));
            throw problem;
        }
        store.started(occurrence, run);
        return run;
    }
}
