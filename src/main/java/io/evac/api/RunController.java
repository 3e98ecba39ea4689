package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Deeds;
import io.evac.daemon.KnownPlans;
import io.evac.daemon.KnownRuns;
import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.Texts;
import io.evac.plan.PlanId;
import io.evac.report.RunHtml;
import io.evac.report.RunQuery;
import io.evac.report.RunReport;
import io.evac.report.RunText;
import io.evac.run.RunState;
import io.evac.run.Runs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** Runs over HTTP: begun, listed, shown and printed. */
@RestController
@RequestMapping("/api/v1/runs")
final class RunController {
    /** What one page may hold. */
    private static final int MOST = 1000;

    private final Runs runs;
    private final KnownPlans plans;
    private final KnownRuns known;
    private final JsonMapper json;
    private final HookReader hooks;

    RunController(Runs runs, KnownPlans plans, KnownRuns known, JsonMapper json, HookReader hooks) {
        this.runs = runs;
        this.plans = plans;
        this.known = known;
        this.json = json;
        this.hooks = hooks;
    }

    /**
     * Which plan to run.
     *
     * @param digest of the plan that is meant; left out: whatever the plan's id names
     * @param bandwidth as {@link Bandwidth#parse} reads it; left out for what the run has, which a new one has not
     * @param hooks as {@link io.evac.hook.Hooks#parse} reads them; left out for what the run has, which a new one has not
     */
    record Start(String plan, Optional<String> digest, Optional<String> bandwidth, Optional<String> hooks) {}

    @PostMapping
    @Needs(Role.OPERATOR)
    RunReport apply(@RequestBody Start start, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        PlanId plan = new PlanId(start.plan());
        Deeds.on(plan.value());
        start.digest().map(digest -> plans.find(plan.value(), digest)).orElseGet(() -> plans.find(plan.value()));
        Optional<Bandwidth> bandwidth = start.bandwidth().map(Bandwidth::parse);
        Optional<Hooks> calls = start.hooks().map(hooks::read);
        return known.find(runs.apply(plan, bandwidth, calls, Actor.named(actor)).value());
    }

    /**
     * Runs without their moves, newest first. A {@code Link} header names the next page where there is one.
     *
     * @param states words of states; none: whatever their state
     * @param before a run's id: only older ones
     */
    @GetMapping
    @Needs(Role.VIEWER)
    ResponseEntity<List<RunReport>> list(
            @RequestParam(name = "state", required = false) Optional<List<String>> states,
            @RequestParam Optional<String> plan,
            @RequestParam Optional<String> before,
            @RequestParam(defaultValue = "200") int limit) {
        if (limit > MOST) {
            throw new IllegalArgumentException("no limit of a page: " + limit + ". Maybe 1 to " + MOST);
        }
        RunQuery query = query(states, plan, before, limit);
        List<RunReport> page = known.list(query);
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (page.size() == query.limit()) {
            String next = ServletUriComponentsBuilder.fromCurrentRequest()
                    .replaceQueryParam("before", page.getLast().id())
                    .build()
                    .toUriString();
            answer.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return answer.body(page);
    }

    private RunQuery query(Optional<List<String>> states, Optional<String> plan, Optional<String> before, int limit) {
        states.orElse(List.of()).forEach(RunController::requireState);
        plan.ifPresent(PlanId::new);
        before.ifPresent(known::state);
        return new RunQuery(Set.copyOf(states.orElse(List.of())), plan, before, limit);
    }

    private static void requireState(String word) {
        List<String> words =
                Arrays.stream(RunState.values()).map(RunState::word).toList();
        if (!words.contains(word)) {
            throw new IllegalArgumentException(
                    "not a state of a run: " + Texts.quoted(word) + ". Maybe one of " + String.join(", ", words));
        }
    }

    /** The same for people or spreadsheets, {@code table} or {@code csv}: all of them, unless a limit is said. */
    @GetMapping(params = "format")
    @Needs(Role.VIEWER)
    ResponseEntity<byte[]> list(
            @RequestParam String format,
            @RequestParam(name = "state", required = false) Optional<List<String>> states,
            @RequestParam Optional<String> plan,
            @RequestParam Optional<String> before,
            @RequestParam Optional<Integer> limit) {
        List<RunReport> listed = known.list(query(states, plan, before, limit.orElse(RunQuery.ALL)));
        return switch (format) {
            case "table" -> answer("text/plain;charset=utf-8", RunText.list(listed));
            case "csv" -> answer("text/csv;charset=utf-8", RunText.listCsv(listed));
            default ->
                throw new IllegalArgumentException("no list format " + Texts.quoted(format) + ". Maybe table or csv");
        };
    }

    @GetMapping("/{id}")
    @Needs(Role.VIEWER)
    RunReport show(@PathVariable String id) {
        return known.find(id);
    }

    /** The run to keep or to print: {@code json}, {@code csv}, {@code html} or {@code table}. */
    @GetMapping("/{id}/report")
    @Needs(Role.VIEWER)
    ResponseEntity<byte[]> report(@PathVariable String id, @RequestParam(defaultValue = "json") String format) {
        RunReport run = known.find(id);
        return switch (format) {
            case "json" -> answer("application/json", json.writeValueAsString(run));
            case "csv" -> answer("text/csv;charset=utf-8", RunText.csv(run));
            case "html" ->
                ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType("text/html;charset=utf-8"))
                        .header("Content-Security-Policy", RunHtml.POLICY)
                        .body(RunHtml.page(run).getBytes(StandardCharsets.UTF_8));
            case "table" -> answer("text/plain;charset=utf-8", RunText.table(run));
            default ->
                throw new IllegalArgumentException(
                        "no report format " + Texts.quoted(format) + ". Maybe json, csv, html or table");
        };
    }

    private static ResponseEntity<byte[]> answer(String type, String text) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .body(text.getBytes(StandardCharsets.UTF_8));
    }
}
