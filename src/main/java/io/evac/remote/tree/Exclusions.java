package io.evac.remote.tree;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is never copied nor compared: runtime files. A pattern with an inner slash is matched against the whole path, any
 * other against each name; {@code *} and {@code ?} do not cross a slash; what is below a match is out as well.
 */
public final class Exclusions {
    private final List<String> patterns;

    /** @param runtime patterns, besides {@code *.pid}, which is always out */
    public Exclusions(List<String> runtime) {
        this.patterns = Stream.concat(Stream.of("*.pid"), runtime.stream())
                .map(Exclusions::normal)
                .toList();
    }

    /**
     * Whether it can match something of an instance, and does not leave {@code kept} behind.
     *
     * @param kept the path of what an instance is not whole without
     */
    public static boolean isValid(String pattern, String kept) {
        String normal = normal(pattern);
        return !normal.isEmpty()
                && pattern.length() <= 1024
                && pattern.chars().noneMatch(Character::isISOControl)
                && Stream.of(normal.split("/", -1)).noneMatch(part -> part.isEmpty() || part.matches("\\.{1,2}"))
                && !new Exclusions(List.of(pattern)).excludes(kept);
    }

    /** Manifest paths are bytes read as Latin-1, so patterns are brought to the same form. */
    private static String normal(String pattern) {
        String text = new String(pattern.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        while (text.startsWith("./") || text.startsWith("/")) {
            text = text.substring(text.indexOf('/') + 1);
        }
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }

    /**
     * Whether that is neither copied nor compared.
     *
     * @param path relative to the instance, without a leading {@code ./}; bytes read as Latin-1
     */
    public boolean excludes(String path) {
        for (int slash = path.indexOf('/'); ; slash = path.indexOf('/', slash + 1)) {
            String upper = slash < 0 ? path : path.substring(0, slash);
            String name = upper.substring(upper.lastIndexOf('/') + 1);
            for (String pattern : patterns) {
                if (matches(pattern, pattern.indexOf('/') < 0 ? name : upper)) {
                    return true;
                }
            }
            if (slash < 0) {
                return false;
            }
        }
    }

    /** The same as rules for rsync: what it takes for a pattern and we do not is escaped. */
    List<String> rsync() {
        return patterns.stream()
                .map(pattern -> pattern.replaceAll("\\*+", "*"))
                .map(pattern ->
                        pattern.matches("(?s).*[*?\\[].*") ? pattern.replaceAll("[\\[\\\\]", "\\\\$0") : pattern)
                .map(pattern -> pattern.indexOf('/') < 0 ? "- " + pattern : "- /" + pattern)
                .toList();
    }

    /** Linear-time backtracking: only the last star is ever tried again, per path component. */
    static boolean matches(String pattern, String text) {
        String[] patterns = pattern.split("/", -1);
        String[] parts = text.split("/", -1);
        if (patterns.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!part(patterns[i], parts[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean part(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
