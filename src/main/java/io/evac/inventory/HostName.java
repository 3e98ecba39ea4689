package io.evac.inventory;

import java.util.regex.Pattern;

/**
 * The name of a host as hosts.yaml spells it.
 *
 * @param value 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, starting with a letter or digit
 */
public record HostName(String value) implements Comparable<HostName> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** @throws IllegalArgumentException for any other text */
    public HostName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("not a host name: " + Texts.quoted(value)
                    + ". Maybe use letters, digits, '.', '_' and '-', at most 64, starting with a letter or digit");
        }
    }

    @Override
    public int compareTo(HostName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
