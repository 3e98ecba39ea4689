package io.evac.inventory;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rate on a wire.
 *
 * @param bitsPerSecond above 0
 */
public record Rate(long bitsPerSecond) implements Comparable<Rate> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([kKMG]?bit)");
    private static final List<String> EXACT = List.of("bit", "kbit", "Mbit", "Gbit");
    private static final Map<String, Long> UNITS =
            Map.of("bit", 1L, "kbit", 1_000L, "Kbit", 1_000L, "Mbit", 1_000_000L, "Gbit", 1_000_000_000L);

    /** @throws IllegalArgumentException when not above 0 */
    public Rate {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("a rate must be above zero: " + bitsPerSecond + ". Maybe 1Mbit or more");
        }
    }

    /**
     * Reads {@code 100Mbit}, {@code 1Gbit}.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Rate parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "not a rate: " + Texts.quoted(text) + ". Maybe write it like 100Mbit or 1Gbit");
        }
        try {
            return new Rate(Math.multiplyExact(Long.parseLong(form.group(1)), UNITS.get(form.group(2))));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException(
                    "too large a rate: " + Texts.quoted(text) + ". Maybe a smaller unit was meant", tooLarge);
        }
    }

    /** Exactly, as {@link #parse} reads it; {@link #toString} is for people. */
    public String exact() {
        long number = bitsPerSecond;
        int unit = 0;
        for (; unit < EXACT.size() - 1 && number % 1000 == 0; unit++) {
            number /= 1000;
        }
        return number + EXACT.get(unit);
    }

    public long bytesPerSecond() {
        return Math.max(1, bitsPerSecond / 8);
    }

    /** How long {@code size} takes at this rate. */
    public Duration timeFor(ByteSize size) {
        return Duration.ofMillis((long) Math.ceil(size.bytes() * 1000.0 / bytesPerSecond()));
    }

    @Override
    public int compareTo(Rate other) {
        return Long.compare(bitsPerSecond, other.bitsPerSecond);
    }

    @Override
    public String toString() {
        if (bitsPerSecond % 1_000_000_000 == 0) {
            return bitsPerSecond / 1_000_000_000 + "Gbit";
        }
        return bitsPerSecond >= 1_000_000
                ? String.format(Locale.ROOT, "%.0fMbit", bitsPerSecond / 1e6)
                : String.format(Locale.ROOT, "%.0fkbit", bitsPerSecond / 1e3);
    }
}
