package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.KnownRuns;
import io.evac.daemon.KnownSchedules;
import io.evac.daemon.LatestHosts;
import io.evac.plan.Plans;
import io.evac.report.BoxScore;
import io.evac.report.MoveReport;
import io.evac.report.RunQuery;
import io.evac.report.RunReport;
import io.evac.schedule.Schedules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What is going on now: what needs a human first. */
@Controller
final class NowPages {
    private static final Set<String> TROUBLED = Set.of("needs-attention", "interrupted");
    private static final Set<String> GOING = Set.of("planned", "running", "waiting", "pausing", "paused", "stopping");
    private static final Set<String> OPEN = Set.of("planned", "queued", "running", "waiting");
    private static final int SHOWN = 20;
    private static final int MOVES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final KnownRuns known;
    private final Lines lines;
    private final Schedules schedules;
    private final KnownSchedules planned;
    private final LatestHosts hosts;

    NowPages(KnownRuns known, Lines lines, Schedules schedules, KnownSchedules planned, LatestHosts hosts) {
        this.known = known;
        this.lines = lines;
        this.schedules = schedules;
        this.planned = planned;
        this.hosts = hosts;
    }

    /** A run that does not go on by itself, and its moves that want a human. */
    record Trouble(RunLine line, List<MoveLine> moves) {}

    @GetMapping("/")
    @Needs(Role.VIEWER)
    String now(Model model) {
        List<RunReport> going = runs(GOING);
        Set<String> sources = going.stream()
                .flatMap(run -> run.moves().stream())
                .filter(move -> OPEN.contains(move.state()))
                .map(MoveReport::from)
                .collect(Collectors.toSet());
        Optional<LatestHosts.Look> look = Optional.empty();
        Optional<String> unseen = Optional.empty();
        try {
            look = hosts.look(PATIENCE);
        } catch (Plans.RejectedException wrong) {
            // What runs is shown all the same.
            unseen = Optional.of(String.join("; ", wrong.problems()));
        }
        model.addAttribute("unseen", unseen.orElse(null));
        model.addAttribute(
                "troubles", runs(TROUBLED).stream().map(this::trouble).toList());
        model.addAttribute("going", going.stream().map(lines::whole).toList());
        model.addAttribute("next", ScheduleLine.soonest(schedules, planned.list(), SHOWN));
        model.addAttribute("look", look.orElse(null));
        model.addAttribute(
                "hosts",
                look.map(LatestHosts.Look::hosts).orElse(List.of()).stream()
                        .map(host -> HostLine.of(host, sources))
                        .toList());
        return "now";
    }

    private List<RunReport> runs(Set<String> states) {
        return known.list(new RunQuery(states, Optional.empty(), Optional.empty(), SHOWN)).stream()
                .map(run -> known.find(run.id()))
                .toList();
    }

    private Trouble trouble(RunReport run) {
        return new Trouble(
                lines.whole(run),
                BoxScore.sorted(run.moves()).stream()
                        .filter(move -> move.state().equals("needs-attention")
                                || move.state().equals("failed"))
                        .limit(MOVES)
                        .map(move -> MoveLine.of(run, move, Optional.empty(), List.of()))
                        .toList());
    }
}
