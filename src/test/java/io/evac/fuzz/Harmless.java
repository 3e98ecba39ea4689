package io.evac.fuzz;

import java.util.Locale;

/** What every message is, whatever it was made of: short, on one line, and nothing that steers a terminal. */
final class Harmless {
    private static final int LONGEST = 2000;

    private Harmless() {}

    static void message(String text) {
        if (text.length() > LONGEST) {
            throw new AssertionError("a message of " + text.length() + " characters: " + text.substring(0, 200));
        }
        text.codePoints().filter(Harmless::steers).findFirst().ifPresent(c -> {
            throw new AssertionError(String.format(Locale.ROOT, "a message with U+%04X: %s", c, text));
        });
    }

    /** The same of one that ends with what to do about it. */
    static void advice(String text) {
        message(text);
        if (!text.contains("Maybe")) {
            throw new AssertionError("a message without a remedy: " + text);
        }
    }

    private static boolean steers(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
