package io.evac.inventory;

import java.util.regex.Pattern;

/**
 * The name (or UUID) of an instance on its host. Names come from lists and hosts and are hostile input, so only a
 * short allow-list passes; a guard, a path and a log line can carry every name that passes.
 *
 * @param value 1 to 64 characters of {@code A-Z a-z 0-9 . _ : -}, starting with a letter or digit
 */
public record InstanceName(String value) implements Comparable<InstanceName> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

    /** @throws IllegalArgumentException for any other text */
    public InstanceName {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "not an instance name: " + Texts.quoted(value)
                            + ". Maybe use letters, digits, '.', '_', ':' and '-', at most 64, starting with a letter or digit");
        }
    }

    /** Whether {@code text} may name an instance. */
    public static boolean isValid(String text) {
        return ALLOWED.matcher(text).matches();
    }

    @Override
    public int compareTo(InstanceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
