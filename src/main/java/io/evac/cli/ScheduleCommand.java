package io.evac.cli;

import io.evac.report.CsvTable;
import io.evac.report.Plain;
import io.evac.report.RunReport;
import io.evac.report.ScheduleReport;
import io.evac.report.TextTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.type.TypeReference;

/** {@code evac schedule}. */
@Command(
        name = "schedule",
        description = "Say what is to run when; schedules fire while evac serve runs.",
        footer = {"", "Examples:", "  evac schedule add jobs/rack7.yaml", "  evac schedule next rack7-firmware"},
        subcommands = {
            ScheduleCommand.Add.class,
            ScheduleCommand.Show.class,
            ScheduleCommand.Next.class,
            ScheduleCommand.Calendar.class,
            ScheduleCommand.Enable.class,
            ScheduleCommand.Disable.class,
            ScheduleCommand.RunNow.class
        })
final class ScheduleCommand extends Group {

    /** {@code evac schedule add}. */
    @Command(
            name = "add",
            description = "Add or replace the schedule of a job descriptor; the same again changes nothing.",
            footer = {"", "Examples:", "  evac schedule add jobs/rack7.yaml", "  evac schedule add rack7.yaml --dry-run"
            })
    static final class Add extends Action {
        @Parameters(paramLabel = "JOB", description = "a job descriptor (YAML)")
        private @Nullable Path job;

        @Option(
                names = "--dry-run",
                description = "check the descriptor, its list and its calendars, show the next windows, keep nothing")
        private boolean dryRun;

        @Override
        public Integer call() {
            Path file = Objects.requireNonNull(job);
            if (!JobDescriptor.isOne(file)) {
                throw usage("not a job descriptor (.yaml): " + file);
            }
            Source source = Source.read(file);
            Map<String, Object> body = source.schedule(file);
            String name = source.job().orElseThrow().name();
            String path = "/schedules/" + Client.segment(name) + (dryRun ? "?dryRun=true" : "");
            ScheduleReport added = daemon().put(path, body, ScheduleReport.class);
            if (dryRun) {
                print(added, () -> next(added), () -> csv(List.of(added)));
                return Exit.DONE;
            }
            print(added, () -> table(List.of(added)), () -> csv(List.of(added)));
            err().println(
                            added.enabled()
                                    ? "It fires while a daemon runs. Maybe keep one: evac serve"
                                    : disabled(added));
            return Exit.DONE;
        }
    }

    /** {@code evac schedule list}. */
    @Command(
            name = "list",
            description = "All schedules with their next start.",
            footer = {"", "Examples:", "  evac schedule list", "  evac schedule list --output csv"})
    static final class Show extends Action {
        @Override
        public Integer call() {
            List<ScheduleReport> all = daemon().get("/schedules", new TypeReference<List<ScheduleReport>>() {});
            print(all, () -> table(all), () -> csv(all));
            return Exit.DONE;
        }
    }

    /** A command to one schedule. */
    abstract static class Named extends Action {
        @Parameters(paramLabel = "NAME", description = "a schedule's name")
        private String name = "";

        String path() {
            return "/schedules/" + Client.segment(name);
        }
    }

    /** {@code evac schedule next}. */
    @Command(
            name = "next",
            description = "The next starts of a schedule with their offset, or its next windows.",
            footer = {"", "Examples:", "  evac schedule next rack7", "  evac schedule next rack7 --count 10"})
    static final class Next extends Named {
        @Option(names = "--count", paramLabel = "N", description = "how many (default: ${DEFAULT-VALUE})")
        private int count = 5;

        @Override
        public Integer call() {
            ScheduleReport found = daemon().get(path() + "?count=" + count, ScheduleReport.class);
            print(found, () -> next(found), () -> csv(List.of(found)));
            if (found.next().isEmpty()) {
                err().println(found.enabled() ? "It is over." : disabled(found));
            }
            return Exit.DONE;
        }
    }

    /** {@code evac schedule calendar}. */
    @Command(
            name = "calendar",
            description = "The starts and windows of three months as iCalendar (.ics).",
            footer = {
                "",
                "Examples:",
                "  evac schedule calendar",
                "  evac schedule calendar --server http://127.0.0.1:8080"
            })
    static final class Calendar extends Action {
        @Override
        public Integer call() {
            out().print(daemon().text("/calendar.ics"));
            out().flush();
            return Exit.DONE;
        }
    }

    /** {@code evac schedule enable}. */
    @Command(
            name = "enable",
            description = "Let a schedule start runs again.",
            footer = {"", "Examples:", "  evac schedule enable rack7", "  evac schedule enable rack7 --output json"})
    static final class Enable extends Named {
        @Override
        public Integer call() {
            return enabled(this, path(), true);
        }
    }

    /** {@code evac schedule disable}. */
    @Command(
            name = "disable",
            description = "Keep a schedule, but let it start nothing.",
            footer = {"", "Examples:", "  evac schedule disable rack7", "  evac schedule disable rack7 --output json"})
    static final class Disable extends Named {
        @Override
        public Integer call() {
            return enabled(this, path(), false);
        }
    }

    /** {@code evac schedule run}. */
    @Command(
            name = "run",
            description = "Run a schedule's list now.",
            footer = {"", "Examples:", "  evac schedule run rack7", "  evac schedule run rack7 --wait"})
    static final class RunNow extends Named {
        @Option(names = "--wait", description = "stay until the run ends")
        private boolean wait;

        /** The answer. */
        record Started(String run) {}

        @Override
        public Integer call() {
            Client client = daemon();
            Started started = client.post(path() + "/run", Map.of(), Started.class);
            return finish(client, client.get("/runs/" + Client.segment(started.run()), RunReport.class), wait);
        }
    }

    /** Its next windows, or its next starts where it has none. */
    private static String next(ScheduleReport schedule) {
        return schedule.windows().isEmpty()
                ? schedule.next().stream()
                        .map(start -> Plain.time(start) + "  " + schedule.zone() + "\n")
                        .collect(Collectors.joining())
                : schedule.windows().stream()
                        .map(window -> Plain.line(window) + "\n")
                        .collect(Collectors.joining());
    }

    private static String disabled(ScheduleReport schedule) {
        return "It is disabled. Maybe: evac schedule enable " + Plain.line(schedule.name());
    }

    private static int enabled(Action action, String path, boolean enabled) {
        ScheduleReport after = action.daemon().put(path + "/enabled", Map.of("enabled", enabled), ScheduleReport.class);
        action.print(after, () -> table(List.of(after)), () -> csv(List.of(after)));
        return Exit.DONE;
    }

    private static String table(List<ScheduleReport> schedules) {
        TextTable table = new TextTable("").row("schedule", "enabled", "when", "zone", "next", "list");
        schedules.forEach(s -> table.row(
                s.name(),
                s.enabled() ? "yes" : "no",
                s.cron().orElseGet(() -> s.at().map(Object::toString).orElse("-")),
                s.zone(),
                s.next().stream().findFirst().map(Plain::time).orElse("-"),
                s.list()));
        return table.text();
    }

    private static String csv(List<ScheduleReport> schedules) {
        CsvTable table = new CsvTable().row("name", "enabled", "at", "cron", "zone", "next", "list");
        schedules.forEach(s -> table.row(
                s.name(),
                s.enabled(),
                s.at(),
                s.cron(),
                s.zone(),
                s.next().stream().findFirst(),
                s.list()));
        return table.text();
    }
}
