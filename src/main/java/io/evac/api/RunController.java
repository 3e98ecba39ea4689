package io.evac.api;

import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.HostName;
import io.evac.inventory.Texts;
import io.evac.plan.PlanId;
import io.evac.report.Reports;
import io.evac.report.RunHtml;
import io.evac.report.RunReport;
import io.evac.report.RunText;
import io.evac.run.CutoverWish;
import io.evac.run.RunId;
import io.evac.run.Runs;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
import tools.jackson.databind.json.JsonMapper;

/** Runs over HTTP. Every command answers the run as it is right after it. */
@RestController
@RequestMapping("/api/v1/runs")
final class RunController {
    private final Runs runs;
    private final Reports reports;
    private final JsonMapper json;
    private final HookReader hooks;

    RunController(Runs runs, Reports reports, JsonMapper json, HookReader hooks) {
        this.runs = runs;
        this.reports = reports;
        this.json = json;
        this.hooks = hooks;
    }

    /**
     * Which plan to run.
     *
     * @param bandwidth as {@link Bandwidth#parse} reads it; left out for what the run has, which a new one has not
     * @param hooks as {@link io.evac.hook.Hooks#parse} reads them; left out for what the run has, which a new one has not
     */
    record Start(String plan, Optional<String> bandwidth, Optional<String> hooks) {}

    /**
     * Which instances a command is for; none means all.
     *
     * @param discard with {@code rollback}: back to the parked copies, what was written since is lost
     * @param hostIsOff with {@code retry} and {@code discard}: the operator's word that this silent host is off
     * @param powerFence the same, to be proved by the command of hosts.yaml, which switches it off
     * @param outsideWindow with {@code resume}: the run may act at any time from now on; with {@code cutover} the instances
     *     named
     * @param cutover with {@code cutover}: {@code now}, {@code hold}, or an instant before which it does not begin
     * @param bandwidth with {@code bandwidth}: as {@link Bandwidth#parse} reads it
     * @param hooks with {@code hooks}: as {@link io.evac.hook.Hooks#parse} reads them
     */
    record Which(
            Optional<List<String>> instances,
            Optional<Boolean> discard,
            Optional<String> hostIsOff,
            Optional<String> powerFence,
            Optional<Boolean> outsideWindow,
            Optional<String> cutover,
            Optional<String> bandwidth,
            Optional<String> hooks) {
        boolean discards() {
            return discard.orElse(false);
        }

        Optional<Runs.KnownOff> off() {
            if (hostIsOff.isPresent() && powerFence.isPresent()) {
                throw new IllegalArgumentException("hostIsOff and powerFence exclude each other. Maybe one of them");
            }
            return hostIsOff
                    .map(host -> new Runs.KnownOff(new HostName(host), false))
                    .or(() -> powerFence.map(host -> new Runs.KnownOff(new HostName(host), true)));
        }

        private boolean freed() {
            return outsideWindow.orElse(false);
        }

        /** @throws IllegalArgumentException when it says no time, or more than can be heeded */
        CutoverWish wish() {
            if (freed() && instances.orElse(List.of()).isEmpty()) {
                throw new IllegalArgumentException(
                        "outsideWindow is for instances that are named. Maybe resume with outsideWindow was meant");
            }
            CutoverWish.Hours hours = freed() ? CutoverWish.Hours.ANY : CutoverWish.Hours.WINDOW;
            String when = cutover.orElse("");
            try {
                return switch (when) {
                    case "now" -> new CutoverWish(CutoverWish.Kind.NOW, Optional.empty(), hours);
                    case "hold" -> new CutoverWish(CutoverWish.Kind.HOLD, Optional.empty(), hours);
                    default -> new CutoverWish(CutoverWish.Kind.AT, Optional.of(Instant.parse(when)), hours);
                };
            } catch (DateTimeException notATime) {
                throw new IllegalArgumentException(
                        "no time for a cutover: " + Texts.quoted(when) + ". Maybe now, hold or 2026-12-06T01:00:00Z",
                        notATime);
            }
        }

        /** @throws IllegalArgumentException when it says more than the command can heed */
        void fit(String command) {
            if (discard.isPresent() && !command.equals("rollback")) {
                throw new IllegalArgumentException("discard is not for " + command + ". Maybe rollback was meant");
            }
            if (outsideWindow.isPresent() && !command.equals("resume") && !command.equals("cutover")) {
                throw new IllegalArgumentException(
                        "outsideWindow is not for " + command + ". Maybe resume or cutover was meant");
            }
            if (cutover.isPresent() != command.equals("cutover")) {
                throw new IllegalArgumentException(
                        "the command cutover says when, and no other does. Maybe cutover: now, hold or an instant");
            }
            if (bandwidth.isPresent() != command.equals("bandwidth")) {
                throw new IllegalArgumentException("the command bandwidth says how much, and no other does."
                        + " Maybe bandwidth: 200Mbit, or none");
            }
            if (hooks.isPresent() != command.equals("hooks")) {
                throw new IllegalArgumentException("the command hooks says which, and no other does."
                        + " Maybe hooks: before-cutover=NAME, or none");
            }
            boolean whole = command.equals("bandwidth") || command.equals("hooks");
            if (whole && instances.isPresent()) {
                throw new IllegalArgumentException(
                        "bandwidth and hooks are all of a run's. Maybe leave the instances out");
            }
            if (off().isPresent() && !command.equals("retry") && !(command.equals("rollback") && discards())) {
                throw new IllegalArgumentException("that a host is off is not for " + command
                        + ". Maybe retry, or rollback with discard, was meant");
            }
        }
    }

    @PostMapping
    RunReport apply(@RequestBody Start start, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        Optional<Bandwidth> bandwidth = start.bandwidth().map(Bandwidth::parse);
        Optional<Hooks> calls = start.hooks().map(hooks::read);
        return show(runs.apply(new PlanId(start.plan()), bandwidth, calls, Actor.named(actor))
                .value());
    }

    @GetMapping
    List<RunReport> list() {
        return reports.runs();
    }

    /** All runs for people or spreadsheets: {@code table} or {@code csv}. */
    @GetMapping(params = "format")
    ResponseEntity<byte[]> list(@RequestParam String format) {
        return switch (format) {
            case "table" -> answer("text/plain;charset=utf-8", RunText.list(list()));
            case "csv" -> answer("text/csv;charset=utf-8", RunText.listCsv(list()));
            default -> throw new IllegalArgumentException("no list format " + format + ". Maybe table or csv");
        };
    }

    @GetMapping("/{id}")
    RunReport show(@PathVariable String id) {
        return reports.run(new RunId(id).value())
                .orElseThrow(() -> new NotFoundException(
                        "EVAC-501", "there is no run " + id, "Maybe one of those that evac status names"));
    }

    /** {@code command} is one of pause, resume, cutover, bandwidth, hooks, cancel, retry, rollback, finalize. */
    @PostMapping("/{id}/{command}")
    RunReport command(
            @PathVariable String id,
            @PathVariable String command,
            @RequestBody Which which,
            @RequestHeader(Actor.HEADER) Optional<String> header) {
        RunId run = new RunId(show(id).id());
        List<String> instances = which.instances().orElse(List.of());
        String actor = Actor.named(header);
        which.fit(command);
        switch (command) {
            case "pause" -> runs.pause(run, instances, actor);
            case "resume" -> {
                if (which.freed()) {
                    runs.leaveWindow(run, actor);
                }
                runs.resume(run, instances, actor);
            }
            case "cutover" -> runs.cutover(run, instances, which.wish(), actor);
            case "bandwidth" ->
                runs.limit(run, Bandwidth.parse(which.bandwidth().orElseThrow()), actor);
            case "hooks" -> runs.hooks(run, hooks.read(which.hooks().orElseThrow()), actor);
            case "cancel" -> runs.cancel(run, instances, actor);
            case "retry" -> runs.retry(run, instances, which.off(), actor);
            case "rollback" -> {
                if (which.discards()) {
                    runs.discard(run, instances, which.off(), actor);
                } else {
                    runs.rollback(run, instances, actor);
                }
            }
            case "finalize" -> runs.finalizeMoves(run, instances, actor);
            default ->
                throw new NotFoundException(
                        "EVAC-582",
                        "there is no command " + command,
                        "Maybe pause, resume, cutover, bandwidth, hooks, cancel, retry, rollback or finalize");
        }
        return show(id);
    }

    /** The run to keep or to print: {@code json}, {@code csv}, {@code html} or {@code table}. */
    @GetMapping("/{id}/report")
    ResponseEntity<byte[]> report(@PathVariable String id, @RequestParam(defaultValue = "json") String format) {
        RunReport run = show(id);
        return switch (format) {
            case "json" -> answer("application/json", json.writeValueAsString(run));
            case "csv" -> answer("text/csv;charset=utf-8", RunText.csv(run));
            case "html" -> answer("text/html;charset=utf-8", RunHtml.page(run));
            case "table" -> answer("text/plain;charset=utf-8", RunText.table(run));
            default ->
                throw new IllegalArgumentException("no report format " + format + ". Maybe json, csv, html or table");
        };
    }

    private static ResponseEntity<byte[]> answer(String type, String text) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .body(text.getBytes(StandardCharsets.UTF_8));
    }
}
