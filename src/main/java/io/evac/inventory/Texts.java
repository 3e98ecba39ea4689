package io.evac.inventory;

/** Shows hostile text safely in messages. */
public final class Texts {
    private static final int SHOWN = 80;

    private Texts() {}

    /** The text in double quotes, control characters escaped, cut after 80 characters. */
    public static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(SHOWN).forEach(c -> {
            if (c == '"' || c == '\\') {
                shown.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        if (text.codePointCount(0, text.length()) > SHOWN) {
            shown.append('…');
        }
        return shown.append('"').toString();
    }
}
