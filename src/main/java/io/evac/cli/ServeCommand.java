package io.evac.cli;

import io.evac.daemon.DaemonSettings;
import io.evac.inventory.Durations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Unmatched;

/** {@code evac serve}. */
@Command(
        name = "serve",
        description = {
            "The daemon: schedules and API on loopback; goes on with interrupted runs.",
            "Further --spring.…, --logging.… and --evac.… settings are passed on, e.g. --spring.profiles.active=mysql."
        },
        footer = {"", "Examples:", "  evac serve", "  evac serve --port 8080 --spring.profiles.active=mysql"})
final class ServeCommand extends Action {
    private static final List<String> PASSED_ON = List.of("--spring.", "--logging.", "--evac.", "--server.");

    private static final long LOOK_SECONDS = 5;

    @Option(names = "--port", paramLabel = "PORT", description = "on loopback (default: any that is free)")
    private int port;

    @Option(
            names = "--idle-exit",
            paramLabel = "TIME",
            description = "leave after so long without requests and active runs, e.g. 60s")
    private @Nullable String idleExit;

    @Option(names = "--no-resume", description = "do not go on with interrupted runs")
    private boolean noResume;

    @Option(
            names = "--jobs",
            paramLabel = "DIR",
            description = "keep a schedule of each job descriptor in DIR; what changes is picked up")
    private @Nullable Path jobs;

    @Unmatched
    private List<String> properties = new ArrayList<>();

    @Override
    public Integer call() {
        properties.stream()
                .filter(argument -> PASSED_ON.stream().noneMatch(argument::startsWith))
                .findFirst()
                .ifPresent(argument -> {
                    throw usage("Unknown option: '" + argument + "'");
                });
        Optional<Duration> idle;
        try {
            idle = Optional.ofNullable(idleExit).map(Durations::parse);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec().commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        if (port < 0 || port > 65_535) {
            throw usage("not a port: " + port);
        }
        DaemonSettings settings = new DaemonSettings(root().home().directory(), root().config(), port, idle, !noResume);
        if (jobs != null && !Files.isDirectory(jobs)) {
            throw new CommandException(
                    Exit.ERROR, "EVAC-549", "not a folder: " + jobs, "Maybe correct --jobs, or create it.");
        }
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("jobs").daemon().factory())) {
            Runnable answers = () -> Optional.ofNullable(jobs).ifPresent(folder -> watch(folder, timer));
            int exit = root().launches().serve().run(settings, properties, answers);
            timer.shutdownNow();
            return exit;
        }
    }

    /** Looks at the descriptors at once, and now and then. */
    private void watch(Path folder, ScheduledExecutorService timer) {
        JobFolder descriptors = new JobFolder(folder, new Engine(root()).own());
        timer.scheduleWithFixedDelay(descriptors::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }
}
