package io.evac.daemon;

import io.evac.inventory.Texts;

/** The name of an uploaded file: shown and kept, never opened. */
public final class FileName {
    private static final int LONGEST = 255;

    private FileName() {}

    /** @throws IllegalArgumentException for one that is empty, too long, or would break a line or a terminal */
    public static String plain(String name) {
        if (name.isBlank()
                || name.length() > LONGEST
                || Texts.STEERING.matcher(name).find()) {
            throw new IllegalArgumentException("no file name: " + Texts.quoted(name) + ". Maybe rack7.csv");
        }
        return name;
    }
}
