package io.evac.cli;

import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.BandwidthYaml;
import io.evac.inventory.Durations;
import io.evac.inventory.FileProblemsException;
import io.evac.inventory.HostName;
import io.evac.inventory.Texts;
import io.evac.inventory.YamlDocument;
import io.evac.inventory.YamlMap;
import io.evac.notice.What;
import io.evac.plan.MigrationType;
import io.evac.plan.Policy.Convergence;
import io.evac.plan.Policy.GuestRefusesStop;
import io.evac.plan.Policy.NotConverging;
import io.evac.plan.Policy.ReversalImpossible;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A job descriptor: which list, when, and how.
 *
 * @param list beside the descriptor
 * @param limits of its windows, by the API's own keys; empty where it has none
 * @param calendars iCalendar files, beside the descriptor
 * @param told who is told, by the API's own keys
 * @param reminder how long before a start they are reminded of it
 * @param bandwidth what all transfers of a run of it may send together
 * @param hooks what is called around the hosts and cutovers of a run of it
 * @param policy what the descriptor says, by its own keys
 */
record JobDescriptor(
        String name,
        Path list,
        Optional<LocalDateTime> start,
        Optional<LocalDateTime> end,
        Optional<String> cron,
        ZoneId zone,
        Optional<Map<String, Object>> limits,
        List<Path> calendars,
        List<Map<String, Object>> told,
        Optional<Duration> reminder,
        Bandwidth bandwidth,
        Hooks hooks,
        Map<String, Object> policy) {

    /** Whether the operand of a command is a descriptor rather than a list. */
    static boolean isOne(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    /** @throws FileProblemsException with everything that is wrong with it */
    static JobDescriptor read(Path file, byte[] content, ZoneId usual) throws FileProblemsException {
        YamlDocument document = YamlDocument.parse(file.toString(), content);
        List<Path> calendars = new ArrayList<>();
        List<Map<String, Object>> notify = new ArrayList<>();
        Optional<String> name;
        Optional<Path> list;
        Optional<Duration> reminder;
        Bandwidth bandwidth;
        Hooks hooks;
        Window window;
        Map<String, Object> policy = new LinkedHashMap<>();
        try (YamlMap root = document.root()) {
            name = root.required("name", JobDescriptor::scheduleName);
            list = root.required("list", text -> beside(file, text));
            window = window(root, usual, file, calendars);
            root.map("policy").ifPresent(map -> policy(map, policy));
            preSync(root, window);
            calendars.addAll(root.values("calendars", text -> beside(file, text)));
            notices(root, notify);
            bandwidth = BandwidthYaml.read(root);
            hooks = HookYaml.read(root);
            reminder = root.value("reminder", Durations::parse);
            if (reminder.isPresent() && notify.isEmpty()) {
                root.problem("reminder", "nobody is told of it", "Maybe notify: [{mail: ops@example.org}]");
            }
        }
        document.finish();
        return new JobDescriptor(
                name.orElseThrow(),
                list.orElseThrow(),
                window.start(),
                window.end(),
                window.cron(),
                window.zone(),
                window.limits(),
                List.copyOf(calendars),
                List.copyOf(notify),
                reminder,
                bandwidth,
                hooks,
                policy);
    }

    private record Window(
            Optional<LocalDateTime> start,
            Optional<LocalDateTime> end,
            Optional<String> cron,
            ZoneId zone,
            Optional<Map<String, Object>> limits) {}

    private static Path beside(Path file, String name) {
        try {
            return file.toAbsolutePath().resolveSibling(name);
        } catch (InvalidPathException notAPath) {
            throw new IllegalArgumentException(
                    "not a path: " + Texts.quoted(name) + ". Maybe a file beside this one", notAPath);
        }
    }

    private static Window window(YamlMap root, ZoneId usual, Path file, List<Path> calendars) {
        Optional<YamlMap> found = root.map("window");
        if (found.isEmpty()) {
            return new Window(Optional.empty(), Optional.empty(), Optional.empty(), usual, Optional.empty());
        }
        try (YamlMap map = found.get()) {
            Optional<LocalDateTime> start = map.value("start", JobDescriptor::time);
            Optional<LocalDateTime> end = map.value("end", JobDescriptor::time);
            Optional<String> cron = map.value("cron", text -> text);
            ZoneId zone = map.value("zone", JobDescriptor::zone).orElse(usual);
            Map<String, Object> limits = new LinkedHashMap<>();
            for (String key : List.of("lockout", "duration")) {
                map.value(key, Durations::parse).ifPresent(time -> limits.put(key, Durations.text(time)));
            }
            map.number("capacity").ifPresent(number -> limits.put("capacity", number));
            calendars.addAll(map.values("calendars", text -> beside(file, text)));
            end.ifPresent(time -> limits.put("end", time.toString()));
            boolean ends = limits.containsKey("end") || limits.containsKey("duration");
            if (!ends && !limits.isEmpty()) {
                map.problem(
                        limits.keySet().iterator().next(),
                        "a window without an end has none of it",
                        "Maybe add end: \"2026-12-06T02:00\", or duration: 4h");
            }
            if (limits.containsKey("duration") && end.isPresent()) {
                map.problem("duration", "a window needs end or duration, and not both", "Maybe leave one out");
            }
            if (end.isPresent() && cron.isPresent()) {
                map.problem("end", "a window that recurs has no one end", "Maybe duration: 4h");
            }
            if (start.isPresent() == cron.isPresent()) {
                map.problem("cron", "a window needs start or cron, and not both", "Maybe start: \"2026-12-05T22:00\"");
            }
            if (start.isPresent() && end.isPresent() && !end.get().isAfter(start.get())) {
                map.problem("end", "the window ends before it starts", "Maybe correct start or end");
            }
            return new Window(start, end, cron, zone, ends ? Optional.of(limits) : Optional.empty());
        }
    }

    private static void policy(YamlMap map, Map<String, Object> policy) {
        try (map) {
            map.value("type", MigrationType::new).ifPresent(type -> policy.put("type", type.value()));
            for (String key : List.of("downtime", "finalize", "soak")) {
                map.value(key, Durations::parse).ifPresent(time -> policy.put(key, Durations.text(time)));
            }
            for (String key : List.of("rounds", "noGain", "stopAfter", "canaries")) {
                map.value(key, JobDescriptor::count).ifPresent(number -> policy.put(key, number));
            }
            word(map, "notConverging", NotConverging.values(), policy);
            word(map, "guestRefusesStop", GuestRefusesStop.values(), policy);
            word(map, "reversalImpossible", ReversalImpossible.values(), policy);
            map.value("convergence", text -> {
                        Convergence.parse(text);
                        return text;
                    })
                    .ifPresent(text -> policy.put("convergence", text));
        }
    }

    private static void word(YamlMap map, String key, Enum<?>[] words, Map<String, Object> policy) {
        List<String> known = Arrays.stream(words)
                .map(word -> word.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        map.value(key, text -> {
                    if (!known.contains(text)) {
                        throw new IllegalArgumentException("not a word here: " + Texts.quoted(text) + ". Maybe "
                                + known.stream().collect(Collectors.joining(" or ")));
                    }
                    return text;
                })
                .ifPresent(text -> policy.put(key, text));
    }

    /** Into the limits of the window: without one there is nothing to be ahead of. */
    private static void preSync(YamlMap root, Window window) {
        Optional<YamlMap> found = root.map("preSync");
        if (found.isEmpty()) {
            return;
        }
        Map<String, Object> preSync = new LinkedHashMap<>();
        try (YamlMap map = found.get()) {
            map.required("start", Durations::parse).ifPresent(time -> preSync.put("start", Durations.text(time)));
            for (String key : List.of("topUp", "stop")) {
                map.value(key, Durations::parse).ifPresent(time -> preSync.put(key, Durations.text(time)));
            }
            if (window.limits().isEmpty()) {
                map.problem(
                        "start", "there is no window with an end to be ahead of", "Maybe window: {…, duration: 4h}");
            }
        }
        window.limits().ifPresent(limits -> limits.put("preSync", preSync));
    }

    private static void notices(YamlMap root, List<Map<String, Object>> notify) {
        for (YamlMap notice : root.maps("notify")) {
            Map<String, Object> told = new LinkedHashMap<>();
            try (notice) {
                for (String key : List.of("mail", "webhook")) {
                    notice.value(key, text -> text).ifPresent(address -> told.put(key, address));
                }
                notice.value("owners", JobDescriptor::yes).ifPresent(owners -> told.put("owners", owners));
                boolean one = told.size() == 1;
                notice.value("links", JobDescriptor::yes).ifPresent(links -> told.put("links", links));
                if (told.containsKey("links") && !told.containsKey("owners")) {
                    notice.problem("links", "links are for owners only", "Maybe {owners: true, links: true}");
                }
                List<String> hosts = notice.values("hosts", text -> new HostName(text).value());
                if (!hosts.isEmpty()) {
                    told.put("hosts", hosts);
                    if (!told.containsKey("links")) {
                        notice.problem(
                                "hosts",
                                "hosts say whose instances owners get links for",
                                "Maybe {owners: true, links: true, hosts: [" + hosts.getFirst() + "]}");
                    }
                }
                if (!one) {
                    notice.problem(
                            told.isEmpty() ? "mail" : told.keySet().iterator().next(),
                            "a notice goes one way",
                            "Maybe exactly one of mail, webhook and owners: true");
                }
                List<String> on = notice.values("on", text -> What.of(text).word());
                if (!on.isEmpty()) {
                    told.put("on", on);
                }
            }
            notify.add(told);
        }
    }

    private static boolean yes(String text) {
        if (!text.equals("true")) {
            throw new IllegalArgumentException("not true: " + Texts.quoted(text) + ". Maybe leave it out");
        }
        return true;
    }

    private static String scheduleName(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "not a name: " + Texts.quoted(text) + ". Maybe use letters, digits, '.', '_' and '-', at most 64");
        }
        return text;
    }

    private static int count(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw notACount(text);
        }
        throw notACount(text);
    }

    private static IllegalArgumentException notACount(String text) {
        return new IllegalArgumentException("not a count: " + Texts.quoted(text) + ". Maybe 0 or more, e.g. 3");
    }

    private static LocalDateTime time(String text) {
        try {
            return LocalDateTime.parse(text);
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException(
                    "not a local time: " + Texts.quoted(text) + ". Maybe \"2026-12-05T22:00\"", notATime);
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException notAZone) {
            throw new IllegalArgumentException(
                    "not a time zone: " + Texts.quoted(text) + ". Maybe Europe/Berlin or UTC", notAZone);
        }
    }
}
