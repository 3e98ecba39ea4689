package io.evac.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.KnownSchedules;
import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.Durations;
import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import io.evac.list.ListParser;
import io.evac.list.Row;
import io.evac.notice.Notices;
import io.evac.notice.Target;
import io.evac.notice.What;
import io.evac.plan.Policy;
import io.evac.report.RunReport;
import io.evac.report.ScheduleReport;
import io.evac.schedule.Schedules;
import io.evac.schedule.Schedules.CalendarFile;
import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.PreSync;
import io.evac.schedule.Schedules.Schedule;
import io.evac.schedule.Terms;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Schedules over HTTP. */
@RestController
@RequestMapping("/api/v1")
final class ScheduleController {
    private static final int SHOWN = 5;
    private static final int MOST = 100;
    private final Schedules schedules;
    private final KnownSchedules known;
    private final Notices notices;
    private final HookReader hooks;

    ScheduleController(Schedules schedules, KnownSchedules known, Notices notices, HookReader hooks) {
        this.schedules = schedules;
        this.known = known;
        this.notices = notices;
        this.hooks = hooks;
    }

    /**
     * What is to run when.
     *
     * @param csv the list's bytes, base64
     * @param at one start, local to {@code zone}; or {@code cron}
     * @param enabled left out: as the schedule of that name is, which this replaces
     * @param window how long its windows are; without, what has begun goes on until it is done
     * @param calendars iCalendar files; no window that touches one of their events opens
     * @param told who is told of its runs
     * @param reminder how long before a start they are reminded of it, a duration
     * @param bandwidth of its runs, to begin with
     * @param hooks of its runs, to begin with
     */
    record NewSchedule(
            String list,
            byte[] csv,
            Optional<PolicyBody> policy,
            Optional<LocalDateTime> at,
            Optional<String> cron,
            String zone,
            Optional<Boolean> enabled,
            Optional<Window> window,
            Optional<List<CalendarFile>> calendars,
            @JsonProperty("notify") Optional<List<Told>> told,
            Optional<String> reminder,
            Optional<String> bandwidth,
            Optional<String> hooks) {}

    /**
     * Who is told; exactly one of the first three is present.
     *
     * @param owners those whom the list names, by mail
     * @param links with owners: they are offered to have their instances moved early
     * @param hosts with links: whose instances that is offered for; left out: all
     * @param on words of {@link What}; left out: everything
     */
    record Told(
            Optional<String> mail,
            Optional<String> webhook,
            Optional<Boolean> owners,
            Optional<Boolean> links,
            Optional<List<String>> hosts,
            Optional<List<String>> on) {
        Target target() {
            boolean all = owners.orElse(false);
            if ((mail.isPresent() ? 1 : 0) + (webhook.isPresent() ? 1 : 0) + (all ? 1 : 0) != 1) {
                throw new IllegalArgumentException("who is told? Maybe exactly one of mail, webhook and owners: true");
            }
            Target.Kind kind = mail.isPresent() ? Target.Kind.MAIL : all ? Target.Kind.OWNERS : Target.Kind.WEBHOOK;
            return new Target(
                    kind,
                    mail.or(() -> webhook).orElse(""),
                    on.orElse(List.of()).stream().map(What::of).collect(Collectors.toSet()),
                    links.orElse(false),
                    hosts.orElse(List.of()).stream().map(HostName::new).collect(Collectors.toSet()));
        }
    }

    /**
     * The limits of a window.
     *
     * @param end local; or {@code duration}
     */
    record Window(
            Optional<LocalDateTime> end,
            Optional<String> duration,
            Optional<String> lockout,
            Optional<Integer> capacity,
            Optional<Ahead> preSync) {
        Limits limits() {
            return new Limits(
                    end,
                    duration.map(Durations::parse),
                    lockout.map(Durations::parse).orElse(Duration.ZERO),
                    capacity.orElse(0),
                    preSync.map(Ahead::preSync));
        }
    }

    /** What is copied ahead of a window, as durations. */
    record Ahead(String start, Optional<String> topUp, Optional<String> stop) {
        PreSync preSync() {
            return new PreSync(
                    Durations.parse(start),
                    topUp.map(Durations::parse).orElse(Duration.ZERO),
                    stop.map(Durations::parse).orElse(Duration.ZERO));
        }
    }

    /** Whether a schedule is to start runs. */
    record Enabled(boolean enabled) {}

    /** The run that was started. */
    record Started(String run) {}

    @GetMapping("/schedules")
    @Needs(Role.VIEWER)
    List<ScheduleReport> list() {
        return known.list().stream().map(schedule -> report(schedule, SHOWN)).toList();
    }

    @GetMapping("/schedules/{name}")
    @Needs(Role.VIEWER)
    ScheduleReport show(@PathVariable String name, @RequestParam(defaultValue = "5") int count) {
        return report(known.find(name), Math.clamp(count, 0, MOST));
    }

    @PutMapping("/schedules/{name}")
    @Needs(Role.OPERATOR)
    ScheduleReport add(
            @PathVariable String name,
            @RequestBody NewSchedule body,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestHeader(Actor.HEADER) Optional<String> actor) {
        Schedule schedule = new Schedule(
                name,
                body.list(),
                body.csv(),
                body.policy().map(PolicyBody::policy).orElse(Policy.DEFAULT),
                body.at(),
                body.cron(),
                ZoneId.of(body.zone()),
                body.enabled().orElseGet(() -> enabled(name)),
                body.window().map(Window::limits),
                body.calendars().orElse(List.of()),
                body.told().orElse(List.of()).stream().map(Told::target).toList(),
                body.reminder().map(Durations::parse),
                new Terms(
                        body.bandwidth().map(Bandwidth::parse).orElse(Bandwidth.UNLIMITED),
                        body.hooks().map(hooks::read).orElse(Hooks.NONE)),
                HostScope.EVERY);
        notices.obstacle(schedule.told()).ifPresent(why -> {
            throw new IllegalArgumentException("nobody can be told of it: " + why);
        });
        refuseOtherHosts(schedule);
        if (dryRun) {
            return report(schedule, known.check(schedule, SHOWN));
        }
        known.add(schedule, Actor.named(actor));
        return report(known.find(name), SHOWN);
    }

    /** A mistyped host would be one whose owners are offered nothing. */
    private static void refuseOtherHosts(Schedule schedule) {
        Set<HostName> left = new ListParser()
                .parse(schedule.listFile(), schedule.csv()).rows().stream()
                        .map(Row::host)
                        .collect(Collectors.toCollection(TreeSet::new));
        schedule.told().stream()
                .flatMap(target -> target.hosts().stream())
                .filter(host -> !left.contains(host))
                .findFirst()
                .ifPresent(other -> {
                    throw new IllegalArgumentException("owners of instances on " + other
                            + " are to get links, and " + schedule.listFile() + " does not leave it. Maybe one of "
                            + left);
                });
    }

    @PutMapping("/schedules/{name}/enabled")
    @Needs(Role.OPERATOR)
    ScheduleReport enable(
            @PathVariable String name, @RequestBody Enabled body, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        schedules.enable(known.find(name).name(), body.enabled(), Actor.named(actor));
        return report(known.find(name), SHOWN);
    }

    @PostMapping("/schedules/{name}/run")
    @Needs(Role.OPERATOR)
    Started run(@PathVariable String name, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        return new Started(schedules.run(known.find(name).name(), Actor.named(actor)));
    }

    /** What is coming, for people's calendars. */
    @GetMapping(value = "/calendar.ics", produces = "text/calendar;charset=UTF-8")
    @Needs(Role.VIEWER)
    String calendar() {
        return known.calendar();
    }

    /** What is replaced stays switched on or off; what is new is on. */
    private boolean enabled(String name) {
        return known.named(name).map(Schedule::enabled).orElse(true);
    }

    private ScheduleReport report(Schedule schedule, int count) {
        return report(schedule, schedules.next(schedule.name(), count));
    }

    private ScheduleReport report(Schedule schedule, List<Instant> next) {
        return new ScheduleReport(
                RunReport.SCHEMA_VERSION,
                schedule.name(),
                schedule.listFile(),
                schedule.enabled(),
                schedule.at(),
                schedule.cron(),
                schedule.zone().getId(),
                schedule.hosts().words(),
                next.stream()
                        .map(start -> start.atZone(schedule.zone()).toOffsetDateTime())
                        .toList(),
                next.stream()
                        .flatMap(start -> schedules.window(schedule, start).stream())
                        .map(io.evac.schedule.Window::words)
                        .toList());
    }
}
