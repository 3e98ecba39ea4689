package io.evac.driver.files;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Texts;
import io.evac.remote.tree.Exclusions;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads an {@code instance.yaml}, which is hostile input: every oddity becomes a problem of that instance. */
final class InstanceFileReader {
    static final int MAX_BYTES = 64 << 10;
    private static final Set<String> KEYS =
            Set.of("start", "stop", "stopTimeout", "status", "health", "autostart", "cpus", "memory", "runtime");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*(s|m|h)?");
    private static final Duration DEFAULT_STOP = Duration.ofSeconds(30);
    private static final int MAX_PATTERNS = 200;

    private final List<String> problems = new ArrayList<>();
    private final Map<?, ?> map;

    private InstanceFileReader(byte[] bytes) {
        this.map = load(bytes);
    }

    static InstanceFile read(byte[] bytes) {
        return new InstanceFileReader(bytes).build();
    }

    private InstanceFile build() {
        Set<String> unknown = new TreeSet<>();
        map.keySet().forEach(key -> unknown.add(String.valueOf(key)));
        unknown.removeAll(KEYS);
        unknown.stream()
                .limit(5)
                .forEach(key ->
                        problem("unknown key " + Texts.quoted(key), "Maybe one of " + String.join(", ", sorted())));
        return new InstanceFile(
                command("start", true),
                command("stop", true),
                stopTimeout(),
                command("status", true),
                command("health", false),
                flag(),
                cpus(),
                memory(),
                runtime(),
                problems);
    }

    private Map<?, ?> load(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            problem("more than 64KiB", "Maybe keep what is not a setting in another file");
            return Map.of();
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(4);
        options.setAllowDuplicateKeys(false);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (new Yaml(new SafeConstructor(options)).load(text) instanceof Map<?, ?> loaded) {
                return loaded;
            }
            problem("no keys and values", "Maybe write start:, stop: and status:");
        } catch (CharacterCodingException e) {
            problem("not UTF-8", "Maybe save it as UTF-8");
        } catch (RuntimeException e) {
            // The library casts and reckons before it looks: one instance must not hide the others of its host.
            String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            problem("not readable as YAML: " + Texts.quoted(first), "Maybe quote the value");
        }
        return Map.of();
    }

    private List<String> command(String key, boolean required) {
        Object value = map.get(key);
        if (value == null) {
            if (required) {
                problem("no " + key, "Maybe add " + key + ": ./ctl " + key);
            }
            return List.of();
        }
        try {
            List<String> words = value instanceof List<?> list ? vector(list) : Words.split(text(value));
            if (!words.isEmpty() && !words.getFirst().isEmpty()) {
                return words;
            }
            problem(key + " is empty", "Maybe write " + key + ": ./ctl " + key);
        } catch (IllegalArgumentException e) {
            problem(key + " " + e.getMessage(), "Maybe put the line into a script of the instance");
        }
        return List.of();
    }

    private static List<String> vector(List<?> list) {
        List<String> words = list.stream().map(InstanceFileReader::text).toList();
        if (words.stream().anyMatch(word -> word.chars().anyMatch(Character::isISOControl))) {
            throw new IllegalArgumentException("holds a control character or line break");
        }
        return words;
    }

    private static String text(Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalArgumentException("is not a line of text");
    }

    private Duration stopTimeout() {
        Object value = map.get("stopTimeout");
        if (value == null) {
            return DEFAULT_STOP;
        }
        Matcher form = DURATION.matcher(value.toString());
        if (!form.matches()) {
            problem("stopTimeout is " + Texts.quoted(value.toString()), "Maybe 10s or 2m");
            return DEFAULT_STOP;
        }
        long number = Long.parseLong(form.group(1));
        return switch (Optional.ofNullable(form.group(2)).orElse("s")) {
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
    }

    private boolean flag() {
        Object value = map.get("autostart");
        if (value instanceof Boolean wish) {
            return wish;
        }
        if (value != null) {
            problem("autostart is " + Texts.quoted(value.toString()), "Maybe true or false");
        }
        return false;
    }

    private int cpus() {
        Object value = map.get("cpus");
        if (value instanceof Integer number && number >= 0 && number <= 4096) {
            return number;
        }
        if (value != null) {
            problem("cpus is " + Texts.quoted(value.toString()), "Maybe a number from 0 to 4096");
        }
        return 0;
    }

    private ByteSize memory() {
        Object value = map.get("memory");
        try {
            return value == null ? ByteSize.ZERO : ByteSize.parse(value.toString());
        } catch (IllegalArgumentException e) {
            problem("memory is " + Texts.quoted(value.toString()), "Maybe 512MiB");
            return ByteSize.ZERO;
        }
    }

    private List<String> runtime() {
        Object value = map.get("runtime");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || list.size() > MAX_PATTERNS) {
            problem("runtime is no list of at most 200 patterns", "Maybe write runtime: [\"*.sock\", cache/]");
            return List.of();
        }
        List<String> patterns = new ArrayList<>();
        for (Object item : list) {
            String pattern = item instanceof String text ? text : "";
            if (Exclusions.isValid(pattern, "instance.yaml")) {
                patterns.add(pattern);
            } else {
                problem("runtime holds " + Texts.quoted(String.valueOf(item)), "Maybe a pattern like run/*.sock");
            }
        }
        return patterns;
    }

    private static List<String> sorted() {
        return KEYS.stream().sorted().toList();
    }

    private void problem(String what, String maybe) {
        problems.add("instance.yaml: " + what + ". " + maybe);
    }
}
