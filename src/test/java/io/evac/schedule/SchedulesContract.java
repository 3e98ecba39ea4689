package io.evac.schedule;

import static io.evac.schedule.ScheduleRig.at;
import static io.evac.schedule.ScheduleRig.cron;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.schedule.ScheduleStore.Occurrence;
import io.evac.schedule.Schedules.CalendarFile;
import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.PreSync;
import io.evac.schedule.Schedules.Schedule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;

/** What schedules must do on every database. */
abstract class SchedulesContract {
    static final String SATURDAYS = "0 0 22 ? * SAT";
    static final Instant FRIDAY = Instant.parse("2026-12-04T12:00:00Z");
    static final Instant SATURDAY_22 = Instant.parse("2026-12-05T21:00:00Z");

    private static final CalendarFile HOLIDAYS = CalendarsTest.calendar(
            CalendarsTest.event("Freeze", "DTSTART;VALUE=DATE:20261219", "DTEND;VALUE=DATE:20261221"));

    abstract ScheduleRig rig();

    abstract boolean clustered();

    /** Schedules on a Friday, with a scheduler that does not run on it. */
    private void onFriday(Consumer<QuartzSchedules> work) {
        rig().daemon(clustered())
                .run(context -> work.accept(rig().schedules(context.getBean(Scheduler.class), FRIDAY)));
    }

    @Test
    void a_schedule_comes_back_as_it_was_added_and_again_changes_nothing() {
        onFriday(schedules -> {
            schedules.add(cron("weekly", SATURDAYS), "tester");
            schedules.add(cron("weekly", SATURDAYS), "tester");
            assertThat(schedules.list())
                    .filteredOn(it -> it.name().equals("weekly"))
                    .singleElement()
                    .usingRecursiveComparison()
                    .isEqualTo(cron("weekly", SATURDAYS));
            assertThat(schedules.next("weekly", 2)).containsExactly(SATURDAY_22, SATURDAY_22.plus(Duration.ofDays(7)));
            assertThat(rig().events("weekly")).containsExactly("schedule-added");
        });
    }

    @Test
    void of_several_that_add_a_new_one_at_once_one_does() {
        onFriday(schedules -> {
            CyclicBarrier together = new CyclicBarrier(4);
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                List<Future<Boolean>> added = Stream.of("MON", "TUE", "WED", "THU")
                        .map(day -> threads.submit(() -> {
                            together.await();
                            try {
                                schedules.addNew(cron("rivals", "0 0 22 ? * " + day), "tester");
                                return true;
                            } catch (IllegalArgumentException taken) {
                                assertThat(taken).hasMessageContaining("already. Maybe choose another name");
                                return false;
                            }
                        }))
                        .toList();
                assertThat(added.stream().filter(SchedulesContract::result)).hasSize(1);
            }
            assertThat(rig().events("rivals")).containsExactly("schedule-added");
        });
    }

    private static boolean result(Future<Boolean> added) {
        try {
            return added.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void its_last_run_is_that_of_its_last_start_that_led_to_one() {
        onFriday(schedules -> {
            schedules.add(cron("remembers", SATURDAYS), "tester");
            schedules.add(cron("another", SATURDAYS), "tester");
            assertThat(schedules.lastRun("remembers")).isEmpty();
            for (int week = 0; week < 3; week++) {
                Instant start = SATURDAY_22.plus(Duration.ofDays(7L * week));
                rig().store.note("remembers", start, "tester");
                if (week < 2) {
                    rig().store.started(Occurrence.id("remembers", start), "R-" + week);
                }
            }
            assertThat(schedules.lastRun("remembers")).contains("R-1");
            assertThat(schedules.lastRun("another")).isEmpty();
        });
    }

    @Test
    void a_disabled_schedule_has_no_next_start_and_no_trigger() {
        rig().daemon(clustered()).run(context -> {
            Scheduler scheduler = context.getBean(Scheduler.class);
            QuartzSchedules schedules = rig().schedules(scheduler, FRIDAY);
            TriggerKey key = TriggerKey.triggerKey("off#" + SATURDAY_22.toEpochMilli(), "evac");
            schedules.add(cron("off", SATURDAYS), "tester");
            assertThat(scheduler.checkExists(key)).isTrue();
            schedules.enable("off", false, "tester");
            schedules.enable("off", false, "tester");
            assertThat(scheduler.checkExists(key)).isFalse();
            assertThat(schedules.next("off", 3)).isEmpty();
            rig().occurrences(SATURDAY_22).fired("off", SATURDAY_22, false);
            assertThat(rig().started).noneMatch(it -> it.startsWith("off/"));
            schedules.enable("off", true, "tester");
            assertThat(scheduler.checkExists(key)).isTrue();
            assertThat(rig().events("off")).containsExactly("schedule-added", "schedule-disabled", "schedule-enabled");
        });
    }

    @Test
    void quartz_holds_the_next_five_each_as_early_as_its_run_begins() {
        rig().daemon(clustered()).run(context -> {
            Scheduler scheduler = context.getBean(Scheduler.class);
            QuartzSchedules schedules = rig().schedules(scheduler, FRIDAY);
            PreSync ahead = new PreSync(Duration.ofHours(12), Duration.ofMinutes(10), Duration.ofMinutes(1));
            Limits limits = new Limits(
                    Optional.empty(), Optional.of(Duration.ofHours(4)), Duration.ZERO, 0, Optional.of(ahead));
            schedules.add(windowed("ahead", limits, HOLIDAYS), "tester");
            schedules.keepHouse();
            assertThat(rig().store.find("ahead"))
                    .get()
                    .extracting(Schedule::calendars, it -> it.limits().orElseThrow())
                    .containsExactly(List.of(HOLIDAYS), limits);
            assertThat(scheduler.getTriggersOfJob(JobKey.jobKey("ahead", "evac")))
                    .extracting(trigger -> trigger.getStartTime().toInstant())
                    .as("all but the one that is closed")
                    .containsExactlyInAnyOrderElementsOf(Stream.of(0, 1, 3, 4, 5)
                            .map(week ->
                                    SATURDAY_22.plus(Duration.ofDays(7L * week)).minus(ahead.start()))
                            .toList());
            PreSync shorter = new PreSync(Duration.ofHours(6), Duration.ofMinutes(10), Duration.ofMinutes(1));
            Limits other = new Limits(
                    Optional.empty(), Optional.of(Duration.ofHours(4)), Duration.ZERO, 0, Optional.of(shorter));
            schedules.add(windowed("ahead", other, HOLIDAYS), "tester");
            assertThat(scheduler.getTriggersOfJob(JobKey.jobKey("ahead", "evac")))
                    .as("edited")
                    .hasSize(5)
                    .extracting(trigger -> trigger.getStartTime().toInstant())
                    .contains(SATURDAY_22.minus(shorter.start()))
                    .doesNotContain(SATURDAY_22.minus(ahead.start()));
            schedules.add(cron("ahead", "0 0 22 ? * SUN"), "tester");
            assertThat(scheduler.getTriggersOfJob(JobKey.jobKey("ahead", "evac")))
                    .hasSize(5)
                    .allSatisfy(trigger -> assertThat(trigger.getStartTime()
                                    .toInstant()
                                    .atZone(ZoneOffset.UTC)
                                    .getDayOfWeek())
                            .isEqualTo(DayOfWeek.SUNDAY));
            rig().store.note("ahead", SATURDAY_22.plus(Duration.ofDays(1)), "tester");
            rig().store.started(Occurrence.id("ahead", SATURDAY_22.plus(Duration.ofDays(1))), "R-1");
            schedules.enable("ahead", false, "tester");
            schedules.enable("ahead", true, "tester");
            assertThat(scheduler.getTriggersOfJob(JobKey.jobKey("ahead", "evac")))
                    .as("what was asked for already is not again")
                    .hasSize(4);
        });
    }

    @Test
    void people_are_reminded_once_of_each_start() {
        rig().daemon(clustered()).run(context -> {
            Scheduler scheduler = context.getBean(Scheduler.class);
            Schedule schedule = ScheduleRig.reminded(cron("soon", SATURDAYS), Duration.ofHours(24));
            QuartzSchedules early = rig().schedules(scheduler, SATURDAY_22.minus(Duration.ofHours(25)));
            early.add(schedule, "tester");
            early.keepHouse();
            assertThat(rig().events("soon")).containsExactly("schedule-added");
            QuartzSchedules day = rig().schedules(scheduler, SATURDAY_22.minus(Duration.ofHours(23)));
            day.keepHouse();
            day.keepHouse();
            day.add(ScheduleRig.reminded(cron("soon", SATURDAYS), Duration.ofHours(30)), "tester");
            day.keepHouse();
            assertThat(rig().events("soon"))
                    .as("this week's, edited or not")
                    .containsExactly("schedule-added", "reminder", "schedule-added");
            day.enable("soon", false, "tester");
            rig().schedules(scheduler, SATURDAY_22.plus(Duration.ofDays(6)).plusSeconds(1))
                    .keepHouse();
            day.enable("soon", true, "tester");
            rig().schedules(scheduler, SATURDAY_22.plus(Duration.ofDays(6)).plusSeconds(1))
                    .keepHouse();
            assertThat(rig().events("soon"))
                    .as("next week's, once it is on")
                    .containsExactly(
                            "schedule-added",
                            "reminder",
                            "schedule-added",
                            "schedule-disabled",
                            "schedule-enabled",
                            "reminder");
        });
    }

    @Test
    void what_cannot_be_is_refused() {
        onFriday(schedules -> {
            assertThatThrownBy(() -> schedules.add(at("past", "2026-12-04T11:59"), "t"))
                    .hasMessageContaining("would never start");
            assertThatThrownBy(() -> schedules.add(cron("a/b", SATURDAYS), "t")).hasMessageContaining("\"a/b\"");
            assertThatThrownBy(() -> schedules.add(cron("never", "0 0 0 1 1 ? 2001"), "t"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> schedules.run("nobody", "t")).isInstanceOf(IllegalArgumentException.class);
            assertThat(rig().store.find("past")).isEmpty();
            Limits limits =
                    new Limits(Optional.empty(), Optional.of(Duration.ofHours(4)), Duration.ZERO, 0, Optional.empty());
            Schedule closed = ScheduleRig.windowed(at("closed", "2026-12-19T22:00"), limits, HOLIDAYS);
            assertThatThrownBy(() -> schedules.add(closed, "t")).hasMessageContaining("closes it, for \"Freeze\"");
            assertThatThrownBy(() -> schedules.check(closed, 5)).hasMessageContaining("Freeze");
            assertThat(schedules.check(cron("weekly-dry", SATURDAYS), 2)).hasSize(2);
            assertThat(rig().store.find("weekly-dry")).isEmpty();
        });
    }

    @Test
    void fired_twice_at_once_and_again_is_one_run() throws Exception {
        onFriday(schedules -> schedules.add(cron("twice", SATURDAYS), "tester"));
        Occurrences occurrences = rig().occurrences(SATURDAY_22.plusSeconds(1));
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            List<Future<?>> firings = List.of(
                    pool.submit(() -> fire(occurrences, together)), pool.submit(() -> fire(occurrences, together)));
            for (Future<?> each : firings) {
                each.get(180, TimeUnit.SECONDS);
            }
        }
        occurrences.fired("twice", SATURDAY_22, false);
        occurrences.fired("twice", SATURDAY_22, true);
        String id = Occurrence.id("twice", SATURDAY_22);
        assertThat(rig().started).containsOnlyOnce(id);
        assertThat(rig().store.occurrence(id).orElseThrow().run()).isPresent();
    }

    private static Void fire(Occurrences occurrences, CyclicBarrier together) throws Exception {
        together.await(180, TimeUnit.SECONDS);
        occurrences.fired("twice", SATURDAY_22, false);
        return null;
    }

    @Test
    void a_firing_after_a_crash_goes_on_with_the_occurrence_that_has_no_run_yet() {
        onFriday(schedules -> schedules.add(cron("crashed", SATURDAYS), "tester"));
        rig().store.note("crashed", SATURDAY_22, "scheduler");
        rig().occurrences(SATURDAY_22.plusSeconds(20)).fired("crashed", SATURDAY_22, true);
        assertThat(rig().started).containsOnlyOnce(Occurrence.id("crashed", SATURDAY_22));
    }

    @Test
    void a_start_that_came_to_nothing_ahead_of_its_window_comes_again_at_the_opening() {
        onFriday(schedules -> schedules.add(cron("failed", SATURDAYS), "tester"));
        String id = Occurrence.id("failed", SATURDAY_22);
        rig().store.note("failed", SATURDAY_22, "scheduler");
        rig().occurrences(SATURDAY_22).fired("failed", SATURDAY_22, false);
        assertThat(rig().started).as("somebody may be at it").doesNotContain(id);
        rig().store.failed(id, "the source did not answer");
        rig().daemon(clustered()).run(context -> {
            Scheduler scheduler = context.getBean(Scheduler.class);
            rig().schedules(scheduler, FRIDAY).keepHouse();
            assertThat(scheduler.getTriggersOfJob(JobKey.jobKey("failed", "evac")))
                    .extracting(trigger -> trigger.getStartTime().toInstant())
                    .contains(SATURDAY_22);
        });
        rig().occurrences(SATURDAY_22).fired("failed", SATURDAY_22, false);
        assertThat(rig().started).containsOnlyOnce(id);
    }

    /** A database that goes away behind the note leaves neither a run nor a problem. */
    @Test
    void a_start_that_came_to_nothing_is_tried_again_until_the_lockout() {
        Limits limits = new Limits(
                Optional.empty(), Optional.of(Duration.ofHours(1)), Duration.ofMinutes(30), 0, Optional.empty());
        onFriday(schedules -> schedules.add(windowed("lost", limits), "tester"));
        String id = Occurrence.id("lost", SATURDAY_22);
        rig().store.note("lost", SATURDAY_22, "scheduler");
        rig().daemon(clustered()).run(context -> {
            Scheduler scheduler = context.getBean(Scheduler.class);
            for (long minutes : new long[] {7, 28, 33}) {
                Instant now = SATURDAY_22.plus(Duration.ofMinutes(minutes));
                rig().schedules(scheduler, now).keepHouse();
                assertThat(scheduler.getTriggersOfJob(JobKey.jobKey("lost", "evac")))
                        .as("after " + minutes + " minutes")
                        .extracting(trigger -> trigger.getStartTime().toInstant())
                        .filteredOn(next -> next.isAfter(now) && next.isBefore(now.plus(Duration.ofDays(1))))
                        .isEqualTo(minutes == 7 ? List.of(SATURDAY_22.plus(Duration.ofMinutes(10))) : List.of());
            }
        });
        rig().occurrences(SATURDAY_22.plus(Duration.ofMinutes(4))).fired("lost", SATURDAY_22, false);
        assertThat(rig().started).as("somebody may be at it").doesNotContain(id);
        rig().store.failed(id, "the source did not answer");
        rig().store.failed(id, "the source did not answer");
        assertThat(rig().events("lost")).as("told once").containsOnlyOnce("occurrence-failed");
        rig().occurrences(SATURDAY_22.plus(Duration.ofMinutes(10))).fired("lost", SATURDAY_22, false);
        assertThat(rig().started).containsOnlyOnce(id);
        rig().store.failed(id, "what was under way meanwhile");
        assertThat(rig().events("lost")).as("it has a run").containsOnlyOnce("occurrence-failed");
    }

    @Test
    void a_schedule_is_over_when_no_window_is_open_or_to_come() {
        Limits limits =
                new Limits(Optional.empty(), Optional.of(Duration.ofHours(1)), Duration.ZERO, 0, Optional.empty());
        rig().daemon(clustered()).run(context -> {
            Scheduler scheduler = context.getBean(Scheduler.class);
            rig().schedules(scheduler, FRIDAY).add(ScheduleRig.windowed(at("last", "2026-12-05T22:00"), limits), "t");
            assertThat(rig().schedules(scheduler, FRIDAY).over("last")).isFalse();
            assertThat(rig().schedules(scheduler, SATURDAY_22.plusSeconds(60)).over("last"))
                    .as("its last window is open")
                    .isFalse();
            assertThat(rig().schedules(scheduler, SATURDAY_22.plus(Duration.ofHours(2)))
                            .over("last"))
                    .isTrue();
            rig().schedules(scheduler, FRIDAY).enable("last", false, "t");
            assertThat(rig().schedules(scheduler, FRIDAY).over("last")).isTrue();
            assertThat(rig().schedules(scheduler, FRIDAY).over("never")).isTrue();
        });
    }

    /** The scheduler holds five, and tells of those itself. */
    @Test
    void every_start_that_passed_while_nobody_was_there_is_told_of_also_those_that_were_not_held() {
        rig().daemon(clustered()).run(context -> {
            Scheduler scheduler = context.getBean(Scheduler.class);
            rig().schedules(scheduler, FRIDAY).add(cron("daily", "0 0 22 * * ?"), "tester");
            QuartzSchedules later = rig().schedules(scheduler, FRIDAY.plus(Duration.ofDays(8)));
            later.reconcile();
            assertThat(rig().events("daily"))
                    .containsExactly("schedule-added", "occurrence-missed", "occurrence-missed", "occurrence-missed");
            later.reconcile();
            assertThat(rig().events("daily")).as("once").hasSize(4);
        });
    }

    @Test
    void a_start_that_is_too_late_is_an_event_and_nothing_else() {
        onFriday(schedules -> schedules.add(cron("late", SATURDAYS), "tester"));
        rig().occurrences(SATURDAY_22.plusSeconds(301)).fired("late", SATURDAY_22, false);
        assertThat(rig().started).noneMatch(it -> it.startsWith("late/"));
        assertThat(rig().events("late")).containsExactly("schedule-added", "occurrence-missed");
    }

    @Test
    void what_is_late_within_its_window_has_the_rest_of_it_and_nothing_behind_its_lockout() {
        Limits limits = new Limits(
                Optional.empty(), Optional.of(Duration.ofHours(4)), Duration.ofMinutes(30), 2, Optional.empty());
        onFriday(schedules -> {
            schedules.add(windowed("windowed", limits), "tester");
            assertThat(schedules.list())
                    .filteredOn(it -> it.name().equals("windowed"))
                    .extracting(Schedule::limits)
                    .containsExactly(Optional.of(limits));
            assertThat(schedules
                            .window(rig().store.find("windowed").orElseThrow(), SATURDAY_22)
                            .orElseThrow()
                            .lockout())
                    .isEqualTo(SATURDAY_22.plus(Duration.ofMinutes(210)));
        });
        Instant next = SATURDAY_22.plus(Duration.ofDays(7));
        Occurrences late = rig().occurrences(SATURDAY_22.plus(Duration.ofMinutes(209)));
        late.misfired("windowed", SATURDAY_22);
        await(() -> rig().started.contains(Occurrence.id("windowed", SATURDAY_22)));
        assertThat(rig().windows.get(Occurrence.id("windowed", SATURDAY_22))).isPresent();

        rig().occurrences(next.plus(Duration.ofMinutes(210))).misfired("windowed", next);
        assertThat(rig().started).doesNotContain(Occurrence.id("windowed", next));
        assertThat(rig().events("windowed")).endsWith("occurrence-missed");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waits").isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    private static Schedule windowed(String name, Limits limits, CalendarFile... calendars) {
        return ScheduleRig.windowed(cron(name, SATURDAYS), limits, calendars);
    }

    @Test
    void by_hand_it_is_started_in_the_window_that_is_open_and_refused_outside() {
        Limits limits =
                new Limits(Optional.empty(), Optional.of(Duration.ofHours(4)), Duration.ZERO, 0, Optional.empty());
        onFriday(schedules -> {
            schedules.add(windowed("handy", limits), "tester");
            assertThatThrownBy(() -> schedules.run("handy", "tester")).hasMessageContaining("has no window now");
        });
        Schedule stored = rig().store.find("handy").orElseThrow();
        String run = rig().occurrences(SATURDAY_22.plus(Duration.ofHours(1))).now(stored, "tester");
        assertThat(rig().occurrences(SATURDAY_22.plus(Duration.ofHours(2))).now(stored, "other"))
                .isEqualTo(run);
        assertThat(rig().started).containsOnlyOnce(Occurrence.id("handy", SATURDAY_22));
    }

    @Test
    void a_window_in_which_nothing_could_begin_is_refused() {
        onFriday(schedules -> {
            Limits locked = new Limits(
                    Optional.empty(), Optional.of(Duration.ofHours(1)), Duration.ofHours(1), 0, Optional.empty());
            assertThatThrownBy(() -> schedules.add(windowed("locked", locked), "t"))
                    .hasMessageContaining("no cutover could begin");
            Limits endless = new Limits(Optional.empty(), Optional.empty(), Duration.ZERO, 0, Optional.empty());
            assertThatThrownBy(() -> schedules.add(windowed("endless", endless), "t"))
                    .hasMessageContaining("needs an end or a duration");
            assertThat(rig().store.find("locked")).isEmpty();
        });
    }

    @Test
    void started_twice_by_hand_within_a_minute_is_one_run() {
        onFriday(schedules -> {
            schedules.add(cron("hand", SATURDAYS), "tester");
            String run = schedules.run("hand", "tester");
            assertThat(schedules.run("hand", "somebody else")).isEqualTo(run);
            Occurrences later = rig().occurrences(FRIDAY.plusSeconds(61));
            assertThat(later.now(rig().store.find("hand").orElseThrow(), "tester"))
                    .isNotEqualTo(run);
        });
    }

    @Test
    void quartz_fires_each_start_once_however_many_daemons_there_are() {
        Set<String> seen = new HashSet<>();
        rig().daemon(clustered()).run(one -> {
            if (clustered()) {
                rig().daemon(true).run(two -> collect(one.getBean(Schedules.class), seen));
            } else {
                collect(one.getBean(Schedules.class), seen);
            }
        });
        assertThat(seen).hasSize(3);
    }

    private void collect(Schedules schedules, Set<String> seen) throws InterruptedException {
        schedules.add(cron("seconds", "* * * * * ?"), "tester");
        while (seen.size() < 3) {
            String occurrence = rig().started.poll(180, TimeUnit.SECONDS);
            assertThat(occurrence).as("a start").isNotNull();
            if (occurrence.startsWith("seconds/")) {
                assertThat(seen.add(occurrence)).as(occurrence + " is new").isTrue();
            }
        }
        schedules.enable("seconds", false, "tester");
    }
}
