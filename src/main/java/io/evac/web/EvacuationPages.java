package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.FileName;
import io.evac.daemon.KnownPlans;
import io.evac.list.EvacuationList;
import io.evac.list.ListParser;
import io.evac.list.ListProblem;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;

/** A list becomes a plan: pasted or uploaded, its problems by line, then planned. */
@Controller
final class EvacuationPages {
    private static final String USUAL = "list.csv";

    private final KnownPlans plans;

    EvacuationPages(KnownPlans plans) {
        this.plans = plans;
    }

    /**
     * A problem with the line that has it.
     *
     * @param text the line itself
     */
    record Marked(ListProblem problem, String text) {}

    @GetMapping("/new")
    @Needs(Role.OPERATOR)
    ModelAndView form() {
        return page(USUAL, "", "", List.of(), List.of(), 0);
    }

    /**
     * Plans it, if nothing is wrong with it.
     *
     * @param anyway also when rows of it are wrong: they are refused in the plan
     */
    @PostMapping("/new")
    @Needs(Role.OPERATOR)
    ModelAndView plan(
            @RequestParam(defaultValue = USUAL) String name,
            @RequestParam(defaultValue = "") String csv,
            @RequestParam(required = false) Optional<MultipartFile> file,
            @RequestParam(defaultValue = "") String accept,
            @RequestParam(defaultValue = "false") boolean anyway)
            throws IOException {
        boolean uploaded = file.filter(given -> !given.isEmpty()).isPresent();
        byte[] bytes = uploaded ? file.get().getBytes() : csv.getBytes(StandardCharsets.UTF_8);
        String called = FileName.plain(uploaded ? uploadedName(file.get(), name) : name);
        EvacuationList list = new ListParser().parse(called, bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (list.rejected() || !list.problems().isEmpty() && !anyway) {
            int good = list.rejected() ? 0 : list.rows().size();
            return page(called, text, accept, marked(list.problems(), text), List.of(), good);
        }
        try {
            Plan plan = plans.create(new Plans.Request(called, bytes, Policy.DEFAULT, List.of(), codes(accept)));
            return new ModelAndView((View) Moved.to("/plans/" + plan.id()));
        } catch (Plans.RejectedException rejected) {
            return page(called, text, accept, List.of(), rejected.problems(), 0);
        }
    }

    private static ModelAndView page(
            String name, String csv, String accept, List<Marked> marked, List<String> problems, int good) {
        ModelAndView page = new ModelAndView("new");
        boolean wrong = !marked.isEmpty() || !problems.isEmpty();
        page.setStatus(wrong ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK);
        page.addObject("name", name);
        page.addObject("csv", csv);
        page.addObject("accept", accept);
        page.addObject("marked", marked);
        page.addObject("problems", problems);
        page.addObject("good", good);
        page.addObject("typed", Typed.of("evac", "plan", name));
        page.addObject("checked", Typed.of("evac", "list", "check", name));
        return page;
    }

    private static List<Marked> marked(List<ListProblem> problems, String csv) {
        List<String> lines = csv.lines().toList();
        return problems.stream()
                .map(problem -> new Marked(
                        problem,
                        problem.line() >= 1 && problem.line() <= lines.size() ? lines.get(problem.line() - 1) : ""))
                .toList();
    }

    private static String uploadedName(MultipartFile file, String otherwise) {
        String given = Optional.ofNullable(file.getOriginalFilename()).orElse("");
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        return last.isBlank() ? otherwise : last;
    }

    private static Set<String> codes(String accept) {
        return Arrays.stream(accept.split("[,\\s]+"))
                .filter(code -> !code.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
