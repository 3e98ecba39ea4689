package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Caller;
import io.evac.daemon.KnownPlans;
import io.evac.daemon.PlanReports;
import io.evac.inventory.Bandwidth;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.Plans;
import io.evac.report.PlanReport;
import io.evac.report.PlanReport.PlannedRefusal;
import io.evac.run.RunId;
import io.evac.run.Runs;
import io.evac.run.Runs.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What would be done, before anything is. */
@Controller
final class PlanPages {
    private static final int NEWEST = 100;
    private final Plans plans;
    private final KnownPlans known;
    private final PlanReports reports;
    private final Runs runs;

    PlanPages(Plans plans, KnownPlans known, PlanReports reports, Runs runs) {
        this.plans = plans;
        this.known = known;
        this.reports = reports;
        this.runs = runs;
    }

    /** Rows that are refused for the same reason. */
    record Refused(String code, List<PlannedRefusal> rows) {}

    /** The plans that are kept, newest first. */
    @GetMapping("/plans")
    @Needs(Role.VIEWER)
    ModelAndView list() {
        ModelAndView page = new ModelAndView("plans");
        page.addObject("plans", known.list().limit(NEWEST).map(PlanId::value).toList());
        return page;
    }

    /** @param commands also what each move will run on the hosts */
    @GetMapping("/plans/{id}")
    @Needs(Role.VIEWER)
    ModelAndView show(@PathVariable String id, @RequestParam(defaultValue = "false") boolean commands) {
        Plan plan = known.find(id);
        ModelAndView page = page(plan);
        page.addObject("commands", commands ? plans.commands(plan) : List.of());
        return page;
    }

    /** Exactly the plan that was seen; when the world has changed, what has is shown and nothing is started. */
    @PostMapping("/plans/{id}/apply")
    @Needs(Role.OPERATOR)
    ModelAndView apply(
            @PathVariable String id,
            @RequestParam String digest,
            @RequestParam(defaultValue = "") String bandwidth,
            RedirectAttributes once) {
        Plan plan = known.find(id);
        Optional<Bandwidth> limit =
                Optional.of(bandwidth.strip()).filter(text -> !text.isEmpty()).map(Bandwidth::parse);
        try {
            RunId run = runs.apply(known.find(id, digest).id(), limit, Optional.empty(), Caller.actor());
            return new ModelAndView((View) Moved.to("/runs/" + run, once, "Run " + run + " is under way."));
        } catch (RefusedException refused) {
            ModelAndView page = page(plan);
            page.setStatus(HttpStatus.CONFLICT);
            page.addObject("problem", PageProblems.told(refused));
            return page;
        }
    }

    private ModelAndView page(Plan plan) {
        PlanReport report = reports.of(plan);
        ModelAndView page = new ModelAndView("plan");
        page.addObject("plan", report);
        page.addObject("refused", grouped(report.refusals()));
        page.addObject(
                "bytes",
                report.moves().stream()
                        .mapToLong(PlanReport.PlannedMove::bytesTotal)
                        .sum());
        page.addObject("run", runs.ofPlan(plan.id()).map(RunId::value).orElse(null));
        page.addObject("typed", Typed.of("evac", "apply", report.id()));
        page.addObject("shown", Typed.of("evac", "show", report.id()));
        page.addObject("commands", List.of());
        return page;
    }

    private static List<Refused> grouped(List<PlannedRefusal> refusals) {
        Map<String, List<PlannedRefusal>> byCode = refusals.stream()
                .collect(Collectors.groupingBy(PlannedRefusal::code, LinkedHashMap::new, Collectors.toList()));
        return byCode.entrySet().stream()
                .map(entry -> new Refused(entry.getKey(), entry.getValue()))
                .toList();
    }
}
