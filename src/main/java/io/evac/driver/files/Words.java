package io.evac.driver.files;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as a POSIX shell does (blanks, both quotes, backslash), expanding nothing: what a
 * shell would expand or obey is refused, so that nobody is surprised by a literal {@code >}.
 */
final class Words {
    private static final String OBEYED = "|&;<>()$`*?[#~!{}";

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private int at;

    private Words(String line) {
        this.line = line;
    }

    /** @throws IllegalArgumentException for an open quote, a control character or shell syntax outside of quotes */
    static List<String> split(String line) {
        if (line.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
            throw new IllegalArgumentException("holds a control character or line break");
        }
        return new Words(line).split();
    }

    private List<String> split() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            switch (c) {
                case ' ', '\t' -> end();
                case '\'' -> literal();
                case '"' -> quoted();
                case '\\' -> take(next("a backslash at the end"));
                default -> plain(c);
            }
        }
        end();
        return List.copyOf(words);
    }

    private void plain(char c) {
        boolean onlyAtStart = c == '#' || c == '~' || c == '!' || c == '{' || c == '}';
        if (OBEYED.indexOf(c) >= 0 && (!onlyAtStart || !begun)) {
            throw new IllegalArgumentException("uses shell syntax (" + c + ")");
        }
        take(c);
    }

    private void literal() {
        int close = line.indexOf('\'', at);
        if (close < 0) {
            throw new IllegalArgumentException("has an open quote");
        }
        word.append(line, at, close);
        begun = true;
        at = close + 1;
    }

    private void quoted() {
        begun = true;
        for (char c = next("an open quote"); c != '"'; c = next("an open quote")) {
            if (c == '$' || c == '`') {
                throw new IllegalArgumentException("uses shell syntax (" + c + ")");
            }
            if (c == '\\') {
                char escaped = next("an open quote");
                if ("\"\\$`".indexOf(escaped) < 0) {
                    word.append('\\');
                }
                word.append(escaped);
            } else {
                word.append(c);
            }
        }
    }

    private char next(String otherwise) {
        if (at >= line.length()) {
            throw new IllegalArgumentException("has " + otherwise);
        }
        return line.charAt(at++);
    }

    private void take(char c) {
        word.append(c);
        begun = true;
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }
}
