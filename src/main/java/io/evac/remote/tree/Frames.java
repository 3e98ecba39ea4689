package io.evac.remote.tree;

import io.evac.inventory.Texts;
import java.nio.charset.StandardCharsets;

/** Fields that end with NUL, read strictly one after the other. */
public final class Frames {
    private final byte[] bytes;
    private int at;

    public Frames(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException when there is no further field */
    public String next() {
        for (int end = at; end < bytes.length; end++) {
            if (bytes[end] == 0) {
                String field = new String(bytes, at, end - at, StandardCharsets.UTF_8);
                at = end + 1;
                return field;
            }
        }
        throw new IllegalArgumentException("cut short after " + bytes.length + " bytes");
    }

    /** @throws IllegalArgumentException when the next field is no number of at most 18 digits */
    public long number() {
        String field = next();
        if (!field.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("not a number: " + Texts.quoted(field));
        }
        return Long.parseLong(field);
    }

    /**
     * The next field for people: one line of at most 160 characters, no control characters.
     *
     * @throws IllegalArgumentException when there is no further field
     */
    public String shown() {
        String field = Texts.STEERING.matcher(next()).replaceAll(" ").strip();
        return field.length() > 160 ? field.substring(0, 160) : field;
    }
}
