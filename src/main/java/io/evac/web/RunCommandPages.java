package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Caller;
import io.evac.daemon.Deeds;
import io.evac.daemon.KnownRuns;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.LocalTimes;
import io.evac.inventory.Texts;
import io.evac.report.MoveReport;
import io.evac.report.RunReport;
import io.evac.run.CutoverWish;
import io.evac.run.RunId;
import io.evac.run.Runs;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
        return asked(id, instance, once, RunVerb.PAUSE, runs::pause);
    }

    @PostMapping("/resume")
    @Needs(Role.OPERATOR)
    RedirectView resume(
            @PathVariable String id,
            @RequestParam(required = false) List<String> instance,
            @RequestParam(defaultValue = "false") boolean outsideWindow,
            RedirectAttributes once) {
        if (outsideWindow) {
            Caller.require(Role.APPROVER);
        }
        return asked(id, instance, once, RunVerb.RESUME, (run, named, actor) -> {
            if (outsideWindow) {
                runs.leaveWindow(run, actor);
            }
            runs.resume(run, named, actor);
        });
    }

    @PostMapping("/retry")
    @Needs(Role.OPERATOR)
    RedirectView retry(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        return asked(
                id,
                instance,
                once,
                RunVerb.RETRY,
                (run, named, actor) -> runs.retry(run, named, Optional.empty(), actor));
    }

    @PostMapping("/cancel")
    @Needs(Role.OPERATOR)
    RedirectView cancel(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        return asked(id, instance, once, RunVerb.CANCEL, runs::cancel);
    }

    @PostMapping("/cutover")
    @Needs(Role.APPROVER)
    RedirectView cutover(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        return wished(id, instance, once, RunVerb.CUTOVER, new CutoverWish(CutoverWish.Kind.NOW, Optional.empty()));
    }

    @PostMapping("/hold")
    @Needs(Role.APPROVER)
    RedirectView hold(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        return wished(id, instance, once, RunVerb.HOLD, new CutoverWish(CutoverWish.Kind.HOLD, Optional.empty()));
    }

    /** @param at local to the daemon's zone, as the page says */
    @PostMapping("/at")
    @Needs(Role.APPROVER)
    RedirectView at(
            @PathVariable String id,
            @RequestParam(required = false) List<String> instance,
            @RequestParam String at,
            RedirectAttributes once) {
        LocalDateTime local = time(at);
        Instant time = LocalTimes.instant(local, clock.getZone());
        RedirectView sent =
                wished(id, instance, once, RunVerb.AT, new CutoverWish(CutoverWish.Kind.AT, Optional.of(time)));
        LocalTimes.twice(local, clock.getZone()).ifPresent(which -> Moved.also(once, which));
        return sent;
    }

    @PostMapping("/rollback")
    @Needs(Role.APPROVER)
    RedirectView rollback(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        return asked(id, instance, once, RunVerb.ROLLBACK, runs::rollback);
    }

    @PostMapping("/finalize")
    @Needs(Role.APPROVER)
    RedirectView finalizeMoves(
            @PathVariable String id, @RequestParam(required = false) List<String> instance, RedirectAttributes once) {
        return asked(id, instance, once, RunVerb.FINALIZE, runs::finalizeMoves);
    }

    @PostMapping("/bandwidth")
    @Needs(Role.OPERATOR)
    RedirectView bandwidth(@PathVariable String id, @RequestParam String bandwidth, RedirectAttributes once) {
        known.state(id);
        runs.limit(new RunId(id), Bandwidth.parse(bandwidth), Caller.actor());
        return Moved.to("/runs/" + id, once, "The transfers of " + id + " may send " + bandwidth + " together.");
    }

    private RedirectView wished(
            String id, @Nullable List<String> instance, RedirectAttributes once, RunVerb verb, CutoverWish wish) {
        return asked(id, instance, once, verb, (run, named, actor) -> runs.cutover(run, named, wish, actor));
    }

    /** A command to the engine. */
    private interface Command {
        void give(RunId run, List<String> instances, String actor);
    }

    /** What is not there is told before anything is asked of the engine. */
    private RedirectView asked(
            String id, @Nullable List<String> instance, RedirectAttributes once, RunVerb verb, Command command) {
        RunReport run = known.find(id);
        List<String> named = named(instance);
        Deeds.on(named.isEmpty() ? id : id + " " + String.join(" ", named));
        command.give(new RunId(id), named, Caller.actor());
        String object = run.moves().stream()
                .filter(move -> named.contains(move.id()))
                .map(MoveReport::instance)
                .collect(Collectors.joining(", "));
        return Moved.to(
                "/runs/" + id,
                once,
                "Asked for: " + verb.on(object.isEmpty() ? id : object) + ". " + verb.consequence());
    }

    /** None means all; a field that is there and says nothing is none of our forms'. */
    private static List<String> named(@Nullable List<String> instance) {
        List<String> named = Optional.ofNullable(instance).orElse(List.of());
        if (instance != null && (named.isEmpty() || named.stream().anyMatch(String::isBlank))) {
            throw new IllegalArgumentException("an instance without a name. Maybe load the page again");
        }
        return named;
    }

    private static LocalDateTime time(String at) {
        try {
            return LocalDateTime.parse(at);
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException(
                    "no time for a cutover: " + Texts.quoted(at) + ". Maybe 2026-12-06T01:00", notATime);
        }
    }
}
