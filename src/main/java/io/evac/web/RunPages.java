package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Caller;
import io.evac.daemon.KnownPlans;
import io.evac.daemon.KnownRuns;
import io.evac.daemon.NotFoundException;
import io.evac.inventory.Texts;
import io.evac.plan.Move;
import io.evac.report.BoxScore;
import io.evac.report.EventReport;
import io.evac.report.Gantt;
import io.evac.report.MoveReport;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import io.evac.run.RunState;
import io.evac.run.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** A run as it goes on: its score, its moves, and what may be done. */
@Controller
final class RunPages {
    /** An event has its number before it is committed, by no more than this. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(5);

    private static final int SHOWN = 200;
    /** With more moves than that their events are on the page of the log only. */
    private static final int WITH_LOG = 50;

    private static final int EVENTS = 2000;
    private static final int PAGE = 500;

    private final KnownRuns known;
    private final Lines lines;
    private final Reports reports;
    private final KnownPlans plans;
    private final Runs runs;
    private final Clock clock;

    RunPages(KnownRuns known, Lines lines, Reports reports, KnownPlans plans, Runs runs, Clock clock) {
        this.known = known;
        this.lines = lines;
        this.reports = reports;
        this.plans = plans;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * @param text what instance, host or remark contain; empty for anything
     * @param state of the moves that are shown; empty for any
     */
    @GetMapping("/runs/{id}")
    @Needs(Role.VIEWER)
    String show(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String state,
            Model model) {
        // Before the run is read: what happens behind that is followed, and what is being written just now.
        long last = reports.lastEventBefore(clock.instant().minus(UNDER_WAY));
        RunReport run = known.find(id);
        List<MoveReport> fitting = BoxScore.sorted(run.moves()).stream()
                .filter(move -> state.isEmpty() || move.state().equals(state))
                .filter(move -> has(move, text.strip().toLowerCase(Locale.ROOT)))
                .toList();
        List<MoveReport> shown = fitting.stream().limit(SHOWN).toList();
        Map<String, List<EventReport>> log = run.moves().size() > WITH_LOG ? Map.of() : log(id);
        Map<String, Long> silent = silent(run);
        model.addAttribute("last", last);
        model.addAttribute("line", lines.whole(run));
        model.addAttribute("run", run);
        model.addAttribute("text", text);
        model.addAttribute("state", state);
        model.addAttribute("states", BoxScore.ORDER);
        model.addAttribute("more", fitting.size() - shown.size());
        model.addAttribute(
                "moves",
                shown.stream()
                        .map(move -> MoveLine.of(
                                run,
                                move,
                                Optional.ofNullable(silent.get(move.id())),
                                log.getOrDefault(move.id(), List.of())))
                        .toList());
        model.addAttribute("live", !RunState.of(run.state()).ended());
        model.addAttribute("gantt", Gantt.svg(run.withMoves(shown), window(run)));
        model.addAttribute("rates", RateChart.svg(run, clock.instant()));
        model.addAttribute("typed", Typed.of("evac", "watch", run.id()));
        return "run";
    }

    /** All that happened, a page at a time. */
    @GetMapping("/runs/{id}/log")
    @Needs(Role.VIEWER)
    String log(@PathVariable String id, @RequestParam(defaultValue = "0") long after, Model model) {
        RunReport run = known.find(id);
        List<EventReport> events = reports.events(run.id(), after, PAGE);
        model.addAttribute("run", run);
        model.addAttribute("events", events);
        model.addAttribute(
                "names", run.moves().stream().collect(Collectors.toMap(MoveReport::id, MoveReport::instance)));
        model.addAttribute("next", events.size() == PAGE ? events.getLast().number() : null);
        model.addAttribute("typed", Typed.of("evac", "events", run.id()));
        return "log";
    }

    /** Asks once more; what is said here is in the history with it. */
    @GetMapping("/runs/{id}/confirm/{verb}")
    @Needs(Role.OPERATOR)
    String confirm(
            @PathVariable String id, @PathVariable String verb, @RequestParam Optional<String> instance, Model model) {
        RunReport run = known.find(id);
        RunVerb wanted = RunVerb.of(verb)
                .orElseThrow(
                        () -> new IllegalArgumentException("no command: " + Texts.quoted(verb) + ". Maybe cancel"));
        Caller.require(wanted.role());
        Map<String, Long> silent = silent(run);
        model.addAttribute("run", run);
        model.addAttribute("instance", instance.orElse(null));
        model.addAttribute(
                "button",
                instance.map(move -> move(run, move))
                        .map(move -> Button.one(run, wanted, move, Optional.ofNullable(silent.get(move.id()))))
                        .orElseGet(() -> Button.whole(run, wanted)));
        return "confirm";
    }

    private static MoveReport move(RunReport run, String id) {
        return run.moves().stream()
                .filter(move -> move.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "EVAC-502", "no instance " + Texts.quoted(id) + " in this run", "Maybe look at the run again"));
    }

    private static boolean has(MoveReport move, String text) {
        return text.isEmpty()
                || List.of(
                                move.instance(),
                                move.from(),
                                move.to(),
                                move.type(),
                                move.phase().orElse(""),
                                move.code().orElse(""),
                                move.message().orElse(""),
                                move.waitingFor().orElse(""))
                        .stream()
                        .anyMatch(part -> part.toLowerCase(Locale.ROOT).contains(text));
    }

    private Map<String, List<EventReport>> log(String id) {
        return reports.events(id, 0, EVENTS).stream()
                .filter(event -> event.move().isPresent())
                .collect(Collectors.groupingBy(event -> event.move().orElseThrow()));
    }

    /** How long each cutover is expected to take, as the plan says it, in milliseconds. */
    private Map<String, Long> silent(RunReport run) {
        return plans.of(run).map(io.evac.plan.Plan::moves).orElse(List.of()).stream()
                .filter(Move::wasRunning)
                .collect(Collectors.toMap(
                        move -> move.id().value(),
                        move -> move.estimate().downtime().toMillis()));
    }

    private Optional<Gantt.Window> window(RunReport run) {
        return runs.window(new RunId(run.id()))
                .map(window -> new Gantt.Window(zoned(window.opens()), zoned(window.closes())));
    }

    private OffsetDateTime zoned(Instant time) {
        return time.atZone(clock.getZone()).toOffsetDateTime();
    }
}
