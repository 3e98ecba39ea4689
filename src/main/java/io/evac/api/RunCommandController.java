package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Caller;
import io.evac.daemon.Deeds;
import io.evac.daemon.KnownRuns;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.HostName;
import io.evac.inventory.Texts;
import io.evac.report.RunReport;
import io.evac.run.CutoverWish;
import io.evac.run.RunId;
import io.evac.run.Runs;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Commands to runs over HTTP. Every one answers the run as it is right after it; no instances named means all. */
@RestController
@RequestMapping("/api/v1/runs/{id}")
final class RunCommandController {
    private final Runs runs;
    private final KnownRuns known;
    private final HookReader hooks;

    RunCommandController(Runs runs, KnownRuns known, HookReader hooks) {
        this.runs = runs;
        this.known = known;
        this.hooks = hooks;
    }

    /** Which instances. */
    record Which(Optional<List<String>> instances) {
        List<String> names() {
            return instances.orElse(List.of());
        }
    }

    /**
     * What goes on.
     *
     * @param outsideWindow the run may act at any time from now on
     */
    record Resume(Optional<List<String>> instances, Optional<Boolean> outsideWindow) {}

    /**
     * When they cut over.
     *
     * @param cutover {@code now}, {@code hold}, or an instant before which it does not begin
     * @param outsideWindow the instances that are named may be stopped at any time
     */
    record Cutover(Optional<List<String>> instances, String cutover, Optional<Boolean> outsideWindow) {
        /** @throws IllegalArgumentException when it says no time, or more than can be heeded */
        CutoverWish wish() {
            boolean freed = outsideWindow.orElse(false);
            if (freed && instances.orElse(List.of()).isEmpty()) {
                throw new IllegalArgumentException(
                        "outsideWindow is for instances that are named. Maybe resume with outsideWindow was meant");
            }
            CutoverWish.Hours hours = freed ? CutoverWish.Hours.ANY : CutoverWish.Hours.WINDOW;
            try {
                return switch (cutover) {
                    case "now" -> new CutoverWish(CutoverWish.Kind.NOW, Optional.empty(), hours);
                    case "hold" -> new CutoverWish(CutoverWish.Kind.HOLD, Optional.empty(), hours);
                    default -> new CutoverWish(CutoverWish.Kind.AT, Optional.of(Instant.parse(cutover)), hours);
                };
            } catch (DateTimeException notATime) {
                throw new IllegalArgumentException(
                        "no time for a cutover: " + Texts.quoted(cutover) + ". Maybe now, hold or 2026-12-06T01:00:00Z",
                        notATime);
            }
        }
    }

    /**
     * What all transfers of the run may send together.
     *
     * @param bandwidth as {@link Bandwidth#parse} reads it
     */
    record Limit(String bandwidth) {}

    /**
     * What is called around its hosts and cutovers.
     *
     * @param hooks as {@link io.evac.hook.Hooks#parse} reads them
     */
    record Calls(String hooks) {}

    /**
     * What is tried again.
     *
     * @param hostIsOff the operator's word that this silent host is off
     * @param powerFence the same, to be proved by the command of hosts.yaml, which switches it off
     */
    record Retry(Optional<List<String>> instances, Optional<String> hostIsOff, Optional<String> powerFence) {}

    /**
     * What goes home.
     *
     * @param discard back to the parked copies, what was written since is lost
     * @param hostIsOff with {@code discard}, as in {@link Retry}
     * @param powerFence the same
     */
    record Rollback(
            Optional<List<String>> instances,
            Optional<Boolean> discard,
            Optional<String> hostIsOff,
            Optional<String> powerFence) {}

    @PostMapping("/pause")
    @Needs(Role.OPERATOR)
    RunReport pause(
            @PathVariable String id, @RequestBody Which which, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        runs.pause(run(id, which.names()), which.names(), Actor.named(actor));
        return known.find(id);
    }

    @PostMapping("/resume")
    @Needs(Role.OPERATOR)
    RunReport resume(
            @PathVariable String id, @RequestBody Resume resume, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        RunId run = run(id, resume.instances().orElse(List.of()));
        if (resume.outsideWindow().orElse(false)) {
            Caller.require(Role.APPROVER);
            runs.leaveWindow(run, Actor.named(actor));
        }
        runs.resume(run, resume.instances().orElse(List.of()), Actor.named(actor));
        return known.find(id);
    }

    @PostMapping("/cutover")
    @Needs(Role.APPROVER)
    RunReport cutover(
            @PathVariable String id,
            @RequestBody Cutover cutover,
            @RequestHeader(Actor.HEADER) Optional<String> actor) {
        RunId run = run(id, cutover.instances().orElse(List.of()));
        runs.cutover(run, cutover.instances().orElse(List.of()), cutover.wish(), Actor.named(actor));
        return known.find(id);
    }

    @PostMapping("/bandwidth")
    @Needs(Role.OPERATOR)
    RunReport bandwidth(
            @PathVariable String id, @RequestBody Limit limit, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        runs.limit(run(id, List.of()), Bandwidth.parse(limit.bandwidth()), Actor.named(actor));
        return known.find(id);
    }

    @PostMapping("/hooks")
    @Needs(Role.OPERATOR)
    RunReport hooks(
            @PathVariable String id, @RequestBody Calls calls, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        runs.hooks(run(id, List.of()), hooks.read(calls.hooks()), Actor.named(actor));
        return known.find(id);
    }

    @PostMapping("/cancel")
    @Needs(Role.OPERATOR)
    RunReport cancel(
            @PathVariable String id, @RequestBody Which which, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        runs.cancel(run(id, which.names()), which.names(), Actor.named(actor));
        return known.find(id);
    }

    @PostMapping("/retry")
    @Needs(Role.OPERATOR)
    RunReport retry(
            @PathVariable String id, @RequestBody Retry retry, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        RunId run = run(id, retry.instances().orElse(List.of()));
        Optional<Runs.KnownOff> off = off(retry.hostIsOff(), retry.powerFence());
        if (off.isPresent()) {
            Caller.require(Role.APPROVER);
        }
        runs.retry(run, retry.instances().orElse(List.of()), off, Actor.named(actor));
        return known.find(id);
    }

    @PostMapping("/rollback")
    @Needs(Role.APPROVER)
    RunReport rollback(
            @PathVariable String id,
            @RequestBody Rollback rollback,
            @RequestHeader(Actor.HEADER) Optional<String> actor) {
        List<String> instances = rollback.instances().orElse(List.of());
        RunId run = run(id, instances);
        Optional<Runs.KnownOff> off = off(rollback.hostIsOff(), rollback.powerFence());
        if (rollback.discard().orElse(false)) {
            runs.discard(run, instances, off, Actor.named(actor));
        } else if (off.isPresent()) {
            throw new IllegalArgumentException(
                    "without its host no write can be carried home. Maybe rollback with discard was meant");
        } else {
            runs.rollback(run, instances, Actor.named(actor));
        }
        return known.find(id);
    }

    @PostMapping("/finalize")
    @Needs(Role.APPROVER)
    RunReport finalizeMoves(
            @PathVariable String id, @RequestBody Which which, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        runs.finalizeMoves(run(id, which.names()), which.names(), Actor.named(actor));
        return known.find(id);
    }

    /** What is not there is told before anything is asked of the engine. */
    private RunId run(String id, List<String> instances) {
        known.state(id);
        Deeds.on(instances.isEmpty() ? id : id + " " + String.join(" ", instances));
        return new RunId(id);
    }

    private static Optional<Runs.KnownOff> off(Optional<String> word, Optional<String> fence) {
        if (word.isPresent() && fence.isPresent()) {
            throw new IllegalArgumentException("hostIsOff and powerFence exclude each other. Maybe one of them");
        }
        return word.map(host -> new Runs.KnownOff(new HostName(host), false))
                .or(() -> fence.map(host -> new Runs.KnownOff(new HostName(host), true)));
    }
}
