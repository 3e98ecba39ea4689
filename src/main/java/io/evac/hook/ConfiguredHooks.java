package io.evac.hook;

import io.evac.hook.LocalCommand.Result;
import io.evac.inventory.Durations;
import io.evac.inventory.Texts;
import io.evac.notice.SignedPost;
import io.evac.notice.Target;
import io.evac.report.Plain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** The hooks of {@code evac.hooks}: programs of this machine, and receivers of what is posted and signed. */
final class ConfiguredHooks implements HookCaller {
    static final Duration USUAL = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST = 500;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, HookSettings> settings;
    private final Map<String, Duration> times = new HashMap<>();
    private final SignedPost post;
    private final Clock clock;

    /** @throws IllegalArgumentException for settings that cannot be meant */
    ConfiguredHooks(Map<String, HookSettings> settings, SignedPost post, Clock clock) {
        this.clock = clock;
        this.settings = Map.copyOf(settings);
        this.post = post;
        settings.forEach((name, hook) -> {
            times.put(Hook.name(name), time(name, hook));
        });
    }

    private static Duration time(String name, HookSettings hook) {
        Duration time = hook.timeout().map(Durations::parse).orElse(USUAL);
        boolean fits = time.isPositive() && time.compareTo(LONGEST) <= 0;
        boolean runs = hook.command().filter(words -> !words.isEmpty()).isPresent();
        boolean one = runs != hook.webhook().isPresent();
        if (!fits || !one || !hook.webhook().map(Target::isUrl).orElse(true)) {
            throw new IllegalArgumentException("evac.hooks." + name
                    + " needs a command: [/path, …] or a webhook: https://…, and a timeout of at most "
                    + LONGEST.toMinutes() + "m. Maybe correct config/application.yaml");
        }
        return time;
    }

    @Override
    public Duration longest(String name) {
        return times.getOrDefault(name, Duration.ZERO);
    }

    @Override
    public Optional<String> obstacle(String name) {
        HookSettings hook = settings.get(name);
        if (hook == null) {
            return Optional.of("there is no hook " + name + ". Maybe add evac.hooks." + name
                    + " to config/application.yaml of the daemon, and start it anew");
        }
        return hook.command()
                .filter(words -> !words.isEmpty())
                .map(words -> unusable(words.getFirst()))
                .orElseGet(() -> post.obstacle(hook.webhook().orElseThrow()))
                .map(why -> "hook " + name + ": " + why);
    }

    private static Optional<String> unusable(String program) {
        Path path = Path.of(program);
        return path.isAbsolute() && Files.isRegularFile(path) && Files.isExecutable(path)
                ? Optional.empty()
                : Optional.of(Texts.quoted(program)
                        + " is no program here. Maybe name it by its absolute path, and chmod +x");
    }

    @Override
    public Optional<String> call(String name, HookCall call) {
        Optional<String> obstacle = obstacle(name);
        if (obstacle.isPresent()) {
            return obstacle;
        }
        HookSettings hook = settings.get(name);
        String json = JSON.writeValueAsString(signed(call));
        return hook.webhook().isEmpty()
                ? command(hook.command().orElseThrow(), longest(name), call, json)
                : webhook(hook.webhook().orElseThrow(), longest(name), json);
    }

    /** By these a receiver tells one call from another, and from one that somebody has kept. */
    private Map<String, String> signed(HookCall call) {
        Map<String, String> facts = new LinkedHashMap<>(call.facts());
        facts.put("id", UUID.randomUUID().toString());
        facts.put("at", clock.instant().toString());
        return facts;
    }

    /** With nothing of the daemon's environment but where programs are: what it has of secrets is not the command's. */
    private static Optional<String> command(List<String> words, Duration time, HookCall call, String json) {
        Map<String, String> environment = new HashMap<>(call.environment());
        environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        environment.put("HOME", System.getProperty("user.home"));
        environment.put("LC_ALL", "C.UTF-8");
        Result result = new LocalCommand(time).run(words, environment, json);
        return result.done() ? Optional.empty() : Optional.of(told(result.words()));
    }

    /** What came from elsewhere, in one short line. */
    private static String told(String words) {
        String line = Plain.line(words.lines().map(String::strip).collect(Collectors.joining("; ")));
        return line.length() > MOST ? line.substring(0, MOST) + "…" : line;
    }

    private Optional<String> webhook(String address, Duration time, String json) {
        try {
            post.send(address, time, Map.of(), json);
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(told(String.valueOf(failed.getMessage())));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.of("it was interrupted");
        }
    }
}
