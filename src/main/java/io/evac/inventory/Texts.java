package io.evac.inventory;

import java.util.regex.Pattern;

/** Shows hostile text safely in messages. */
public final class Texts {
    /** What steers a terminal, hides or reorders: controls, format characters, odd line ends, half characters. */
    public static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final int SHOWN = 80;
    private static final int LONGEST_LINE = 400;

    private Texts() {}

    /** The text in double quotes, what steers escaped, cut after 80 characters. */
    public static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(SHOWN).forEach(c -> {
            if (c == '"' || c == '\\') {
                shown.append('\\').appendCodePoint(c);
            } else {
                append(shown, c);
            }
        });
        if (text.codePointCount(0, text.length()) > SHOWN) {
            shown.append('…');
        }
        return shown.append('"').toString();
    }

    /** What somebody else's program says, for a message: what steers escaped, cut behind 400 characters. */
    public static String line(String said) {
        StringBuilder shown = new StringBuilder();
        for (int at = 0; at < said.length(); at = said.offsetByCodePoints(at, 1)) {
            if (shown.length() >= LONGEST_LINE) {
                return shown.append('…').toString();
            }
            append(shown, said.codePointAt(at));
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (STEERING.matcher(Character.toString(c)).matches()) {
            shown.append(String.format("\\u%04x", c));
        } else {
            shown.appendCodePoint(c);
        }
    }
}
