package io.evac.report;

import io.evac.inventory.ByteSize;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Values as one short line for people. Text from lists and hosts is made harmless for terminals. */
public final class Plain {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private Plain() {}

    /** The text on one line: what could steer a terminal, hide or reorder is shown as {@code \}{@code u001b}. */
    public static String line(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (steers(c)) {
                shown.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    private static boolean steers(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    /** A reason and its remedy as two sentences. */
    public static String sentences(String reason, String remedy) {
        String first = reason.endsWith(".") ? reason : reason + ".";
        return remedy.isBlank() ? first : first + " " + remedy;
    }

    /** {@code 1.5GiB}. */
    public static String bytes(long bytes) {
        return new ByteSize(Math.max(0, bytes)).toString();
    }

    /** {@code 120ms}, {@code 4.2s}, {@code 3m 20s}, {@code 2h 05m}, {@code 3d 4h}. */
    public static String duration(Duration time) {
        long millis = Math.max(0, time.toMillis());
        if (millis < 1000) {
            return millis + "ms";
        }
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
        }
        long seconds = Math.round(millis / 1000.0);
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + two(seconds % 60) + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + "h " + two(seconds % 3600 / 60) + "m";
        }
        return seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
    }

    /** With its offset, to the second. */
    public static String time(OffsetDateTime time) {
        return TIME.format(time);
    }

    private static String two(long number) {
        return String.format(Locale.ROOT, "%02d", number);
    }
}
