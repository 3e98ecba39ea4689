package io.evac.fuzz;

/** Counts the records of a list by itself, so that none can vanish in the parser unseen. */
final class Records {
    private final String text;
    private int at;
    private int count;

    private Records(String text) {
        this.text = text;
    }

    /** Those that are neither comments nor empty lines, the header among them. */
    static int count(String text) {
        return new Records(text.startsWith("\uFEFF") ? text.substring(1) : text).count();
    }

    private int count() {
        while (at < text.length()) {
            boolean comment = text.charAt(at) == '#';
            if (comment) {
                line();
            } else if (record()) {
                count++;
            }
            at += text.startsWith("\r\n", at) ? 2 : 1;
        }
        return count;
    }

    /** Goes to the end of a record; false for an empty line. */
    private boolean record() {
        int start = at;
        boolean begins = true;
        while (at < text.length() && !ends(text.charAt(at))) {
            char c = text.charAt(at++);
            if (begins && c == '"') {
                quoted();
            }
            begins = c == ',';
        }
        return at > start;
    }

    private void quoted() {
        while (at < text.length()) {
            if (text.charAt(at++) == '"') {
                if (at == text.length() || text.charAt(at) != '"') {
                    return;
                }
                at++;
            }
        }
    }

    private void line() {
        while (at < text.length() && !ends(text.charAt(at))) {
            at++;
        }
    }

    private static boolean ends(char c) {
        return c == '\r' || c == '\n';
    }
}
