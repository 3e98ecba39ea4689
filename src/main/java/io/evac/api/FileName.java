package io.evac.api;

import io.evac.inventory.Texts;

/** The name of an uploaded file: shown and kept, never opened. */
final class FileName {
    private static final int LONGEST = 255;

    private FileName() {}

    /** @throws IllegalArgumentException for one that is empty, too long, or would break a line or a terminal */
    static String plain(String name) {
        boolean odd =
                name.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        if (name.isBlank() || name.length() > LONGEST || odd) {
            throw new IllegalArgumentException("no file name: " + Texts.quoted(name) + ". Maybe rack7.csv");
        }
        return name;
    }
}
