package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Caller;
import io.evac.daemon.Deeds;
import io.evac.daemon.KnownPlans;
import io.evac.daemon.KnownRuns;
import io.evac.daemon.KnownSchedules;
import io.evac.inventory.Durations;
import io.evac.inventory.HostScope;
import io.evac.inventory.LocalTimes;
import io.evac.inventory.Texts;
import io.evac.plan.Policy;
import io.evac.schedule.Schedules;
import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.Schedule;
import io.evac.schedule.Terms;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.view.RedirectView;

/** What runs when. */
@Controller
final class SchedulePages {
    private static final int NEXT = 5;

    /** A run, and the word of its state. */
    record Last(String id, String state) {}

    private final Schedules schedules;
    private final KnownSchedules known;
    private final KnownRuns runs;
    private final KnownPlans plans;

    SchedulePages(Schedules schedules, KnownSchedules known, KnownRuns runs, KnownPlans plans) {
        this.schedules = schedules;
        this.known = known;
        this.runs = runs;
        this.plans = plans;
    }

    @GetMapping("/schedules")
    @Needs(Role.VIEWER)
    String list(Model model) {
        List<Schedule> mine = known.list();
        model.addAttribute(
                "schedules",
                mine.stream()
                        .map(schedule -> ScheduleLine.of(schedules, schedule, NEXT))
                        .toList());
        model.addAttribute("last", last(mine));
        model.addAttribute("typed", Typed.of("evac", "schedule", "list"));
        return "schedules";
    }

    /** The last runs of those schedules that have one, by the schedule's name. */
    private Map<String, Last> last(List<Schedule> mine) {
        Map<String, Last> last = new HashMap<>();
        for (Schedule schedule : mine) {
            schedules
                    .lastRun(schedule.name())
                    .flatMap(run -> runs.seen(run).map(state -> new Last(run, state)))
                    .ifPresent(run -> last.put(schedule.name(), run));
        }
        return last;
    }

    /** A form, with the list of a plan when one is named. */
    @GetMapping("/schedules/new")
    @Needs(Role.OPERATOR)
    String form(@RequestParam Optional<String> plan, Model model) {
        model.addAttribute("csv", plan.map(plans::find).map(PlanList::csv).orElse(""));
        model.addAttribute(
                "list", plan.map(plans::find).map(io.evac.plan.Plan::list).orElse("list.csv"));
        model.addAttribute("plan", plan.orElse(null));
        return "schedule";
    }

    /**
     * @param at one start, local to the zone; or {@code cron}
     * @param duration of its window; empty for none
     */
    @PostMapping("/schedules")
    @Needs(Role.OPERATOR)
    RedirectView add(
            @RequestParam String name,
            @RequestParam String list,
            @RequestParam String csv,
            @RequestParam(defaultValue = "") String at,
            @RequestParam(defaultValue = "") String cron,
            @RequestParam String zone,
            @RequestParam(defaultValue = "") String duration,
            RedirectAttributes once) {
        Schedule schedule = new Schedule(
                name,
                list,
                csv.getBytes(StandardCharsets.UTF_8),
                Policy.DEFAULT,
                said(at).map(SchedulePages::time),
                said(cron),
                zone(zone),
                true,
                said(duration)
                        .map(Durations::parse)
                        .map(length ->
                                new Limits(Optional.empty(), Optional.of(length), Duration.ZERO, 0, Optional.empty())),
                List.of(),
                List.of(),
                Optional.empty(),
                Terms.NONE,
                HostScope.EVERY);
        Deeds.on(name);
        // What a form does not know of would be lost: a schedule is replaced by the command line only.
        known.addNew(schedule, Caller.actor());
        RedirectView sent = Moved.to("/schedules", once, "The schedule " + name + " is kept.");
        schedule.at()
                .flatMap(local -> LocalTimes.twice(local, schedule.zone()))
                .ifPresent(which -> Moved.also(once, which));
        return sent;
    }

    @PostMapping("/schedules/{name}/enabled")
    @Needs(Role.OPERATOR)
    RedirectView enable(@PathVariable String name, @RequestParam boolean enabled, RedirectAttributes once) {
        schedules.enable(known.find(name).name(), enabled, Caller.actor());
        return Moved.to(
                "/schedules",
                once,
                "The schedule " + name + (enabled ? " starts runs again." : " starts no runs now."));
    }

    @PostMapping("/schedules/{name}/run")
    @Needs(Role.OPERATOR)
    RedirectView run(@PathVariable String name, RedirectAttributes once) {
        String run = schedules.run(known.find(name).name(), Caller.actor());
        return Moved.to("/runs/" + run, once, "Run " + run + " of the schedule " + name + " is under way.");
    }

    private static LocalDateTime time(String at) {
        try {
            return LocalDateTime.parse(at);
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException(
                    "no time for a start: " + Texts.quoted(at) + ". Maybe 2026-12-06T01:00", notATime);
        }
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone.strip());
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "no time zone: " + Texts.quoted(zone) + ". Maybe Europe/Berlin", unknown);
        }
    }

    private static Optional<String> said(String text) {
        return Optional.of(text.strip()).filter(given -> !given.isEmpty());
    }
}
