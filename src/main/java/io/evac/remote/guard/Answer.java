package io.evac.remote.guard;

import io.evac.inventory.RunState;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException.Reason;
import io.evac.migration.GuardState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the guard's program printed, read as hostile input: complete and well-formed, or not an answer at all. */
final class Answer {
    private static final String FIRST = "evac-guard 1";
    private static final int MAX_LINES = 200;
    /** What the program ends with when it refuses. */
    static final int REFUSED = 10;

    private static final Pattern LINE = Pattern.compile("([a-z0-9]{1,32})=([\\x20-\\x7e]{0,1024})");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final Map<String, String> values;

    private Answer(Map<String, String> values) {
        this.values = values;
    }

    /** What was printed is not an answer: cut off, or not the guard's words. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    static Answer parse(int exit, byte[] printed) throws UnreadableException {
        String text = new String(printed, StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\n", -1);
        if (lines.length < 3
                || lines.length > MAX_LINES
                || !lines[0].equals(FIRST)
                || !lines[lines.length - 1].isEmpty()) {
            throw new UnreadableException("no complete answer (exit " + exit + ", " + printed.length + " bytes)");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length - 1)) {
            var match = LINE.matcher(line);
            if (!match.matches() || values.containsKey("end") || values.put(match.group(1), match.group(2)) != null) {
                throw new UnreadableException("a line that the guard does not write");
            }
        }
        String end = values.getOrDefault("end", "");
        boolean ends = end.equals("ok") && exit == 0 || end.equals("refused") && exit == REFUSED;
        if (!ends) {
            throw new UnreadableException("no end, or not the one of exit " + exit);
        }
        return new Answer(values);
    }

    boolean refused() {
        return values.get("end").equals("refused");
    }

    boolean hasFacts() {
        return values.containsKey("state");
    }

    /** The guard's remark; empty for none. */
    String message() {
        return values.getOrDefault("message", "");
    }

    Reason reason() throws UnreadableException {
        return constant(Reason.class, "reason");
    }

    /** Everything but the frame. */
    Map<String, String> values() {
        Map<String, String> rest = new LinkedHashMap<>(values);
        rest.remove("end");
        return rest;
    }

    boolean flag(String key) throws UnreadableException {
        return switch (value(key)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw unreadable(key);
        };
    }

    GuardFacts facts() throws UnreadableException {
        String timer = value("timerleft");
        String digest = value("digest");
        return new GuardFacts(
                constant(GuardState.class, "state"),
                number("record"),
                small("n"),
                small("attempt"),
                number("epoch"),
                value("owner"),
                constant(RunState.class, "running"),
                small("receivers"),
                timer.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(number("timerleft"))),
                digest.isEmpty() ? Optional.empty() : Optional.of(digest),
                flag("bootchanged"),
                flag("inplace"),
                flag("away"),
                flag("autostart"),
                message());
    }

    private String value(String key) throws UnreadableException {
        String value = values.get(key);
        if (value == null) {
            throw unreadable(key);
        }
        return value;
    }

    long number(String key) throws UnreadableException {
        String value = value(key);
        if (!NUMBER.matcher(value).matches()) {
            throw unreadable(key);
        }
        return Long.parseLong(value);
    }

    private int small(String key) throws UnreadableException {
        long number = number(key);
        if (number > Integer.MAX_VALUE) {
            throw unreadable(key);
        }
        return (int) number;
    }

    private <E extends Enum<E>> E constant(Class<E> type, String key) throws UnreadableException {
        String value = value(key);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(value)) {
                return constant;
            }
        }
        throw unreadable(key);
    }

    private static UnreadableException unreadable(String key) {
        return new UnreadableException("no usable value of " + key);
    }
}
