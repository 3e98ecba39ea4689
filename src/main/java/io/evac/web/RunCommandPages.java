package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Caller;
import io.evac.daemon.Deeds;
import io.evac.daemon.KnownRuns;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.Texts;
import io.evac.run.CutoverWish;
import io.evac.run.RunId;
import io.evac.run.Runs;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.view.RedirectView;

/** The buttons of a run. No instance named means all. */
@Controller
@RequestMapping("/runs/{id}")
final class RunCommandPages {
    private final Runs runs;
    private final KnownRuns known;
    private final Clock clock;

    RunCommandPages(Runs runs, KnownRuns known, Clock clock) {
        this.runs = runs;
        this.known = known;
        this.clock = clock;
    }

    @PostMapping("/pause")
    @Needs(Role.OPERATOR)
    RedirectView pause(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        runs.pause(run(id, instance), named(instance), Caller.actor());
        return back(id, once, RunVerb.PAUSE, instance);
    }

    @PostMapping("/resume")
    @Needs(Role.OPERATOR)
    RedirectView resume(
            @PathVariable String id,
            @RequestParam(required = false) List<String> instance,
            @RequestParam(defaultValue = "false") boolean outsideWindow,
            RedirectAttributes once) {
        RunId run = run(id, instance);
        if (outsideWindow) {
            Caller.require(Role.APPROVER);
            runs.leaveWindow(run, Caller.actor());
        }
        runs.resume(run, named(instance), Caller.actor());
        return back(id, once, RunVerb.RESUME, instance);
    }

    @PostMapping("/retry")
    @Needs(Role.OPERATOR)
    RedirectView retry(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        runs.retry(run(id, instance), named(instance), Optional.empty(), Caller.actor());
        return back(id, once, RunVerb.RETRY, instance);
    }

    @PostMapping("/cancel")
    @Needs(Role.OPERATOR)
    RedirectView cancel(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        runs.cancel(run(id, instance), named(instance), Caller.actor());
        return back(id, once, RunVerb.CANCEL, instance);
    }

    @PostMapping("/cutover")
    @Needs(Role.APPROVER)
    RedirectView cutover(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        wish(id, instance, new CutoverWish(CutoverWish.Kind.NOW, Optional.empty()));
        return back(id, once, RunVerb.CUTOVER, instance);
    }

    @PostMapping("/hold")
    @Needs(Role.APPROVER)
    RedirectView hold(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        wish(id, instance, new CutoverWish(CutoverWish.Kind.HOLD, Optional.empty()));
        return back(id, once, RunVerb.HOLD, instance);
    }

    /** @param at local to the daemon's zone, as the page says */
    @PostMapping("/at")
    @Needs(Role.APPROVER)
    RedirectView at(
            @PathVariable String id,
            @RequestParam(required = false) List<String> instance,
            @RequestParam String at,
            RedirectAttributes once) {
        wish(id, instance, new CutoverWish(CutoverWish.Kind.AT, Optional.of(time(at))));
        return back(id, once, RunVerb.AT, instance);
    }

    @PostMapping("/rollback")
    @Needs(Role.APPROVER)
    RedirectView rollback(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        runs.rollback(run(id, instance), named(instance), Caller.actor());
        return back(id, once, RunVerb.ROLLBACK, instance);
    }

    @PostMapping("/finalize")
    @Needs(Role.APPROVER)
    RedirectView finalizeMoves(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        runs.finalizeMoves(run(id, instance), named(instance), Caller.actor());
        return back(id, once, RunVerb.FINALIZE, instance);
    }

    @PostMapping("/bandwidth")
    @Needs(Role.OPERATOR)
    RedirectView bandwidth(@PathVariable String id, @RequestParam String bandwidth, RedirectAttributes once) {
        runs.limit(run(id, List.of()), Bandwidth.parse(bandwidth), Caller.actor());
        return Moved.to("/runs/" + id, once, "The transfers of " + id + " may send " + bandwidth + " together.");
    }

    private void wish(String id, List<String> instance, CutoverWish wish) {
        runs.cutover(run(id, instance), named(instance), wish, Caller.actor());
    }

    /** What is not there is told before anything is asked of the engine. */
    private RunId run(String id, @Nullable List<String> instance) {
        known.find(id);
        List<String> named = named(instance);
        Deeds.on(named.isEmpty() ? id : id + " " + String.join(" ", named));
        return new RunId(id);
    }

    /** None means all; a field that is there and says nothing is none of our forms'. */
    private static List<String> named(@Nullable List<String> instance) {
        List<String> named = Optional.ofNullable(instance).orElse(List.of());
        if (instance != null && (named.isEmpty() || named.stream().anyMatch(String::isBlank))) {
            throw new IllegalArgumentException("an instance without a name. Maybe load the page again");
        }
        return named;
    }

    private Instant time(String at) {
        try {
            return LocalDateTime.parse(at).atZone(clock.getZone()).toInstant();
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException(
                    "no time for a cutover: " + Texts.quoted(at) + ". Maybe 2026-12-06T01:00", notATime);
        }
    }

    private RedirectView back(String id, RedirectAttributes once, RunVerb verb, List<String> instance) {
        List<String> names = named(instance).stream()
                .map(named -> known.find(id).moves().stream()
                        .filter(move -> move.id().equals(named))
                        .findFirst()
                        .map(move -> move.instance())
                        .orElse(named))
                .toList();
        String object = names.isEmpty() ? id : String.join(", ", names);
        return Moved.to("/runs/" + id, once, "Asked for: " + verb.on(object) + ". " + verb.consequence());
    }
}
