package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.KnownRuns;
import io.evac.inventory.Texts;
import io.evac.plan.PlanId;
import io.evac.report.RunQuery;
import io.evac.report.RunReport;
import io.evac.run.RunState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** All runs, newest first. */
@Controller
final class HistoryPages {
    private static final int PAGE = 50;
    private static final List<String> STATES =
            Arrays.stream(RunState.values()).map(RunState::word).toList();

    private final KnownRuns known;

    HistoryPages(KnownRuns known) {
        this.known = known;
    }

    /** @param before a run's id: only older ones */
    @GetMapping("/history")
    @Needs(Role.VIEWER)
    String list(
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String plan,
            @RequestParam(defaultValue = "") String before,
            Model model) {
        if (!state.isEmpty() && !STATES.contains(state)) {
            throw new IllegalArgumentException(
                    "not a state of a run: " + Texts.quoted(state) + ". Maybe one of " + String.join(", ", STATES));
        }
        Optional<String> of = said(plan);
        of.ifPresent(PlanId::new);
        said(before).ifPresent(known::state);
        List<RunReport> page =
                known.list(new RunQuery(state.isEmpty() ? Set.of() : Set.of(state), of, said(before), PAGE));
        model.addAttribute("runs", page.stream().map(Lines::brief).toList());
        model.addAttribute("next", page.size() == PAGE ? page.getLast().id() : null);
        model.addAttribute("state", state);
        model.addAttribute("states", STATES);
        model.addAttribute("plan", plan);
        model.addAttribute("before", before);
        model.addAttribute("typed", Typed.of("evac", "status"));
        return "history";
    }

    private static Optional<String> said(String text) {
        return Optional.of(text.strip()).filter(given -> !given.isEmpty());
    }
}
