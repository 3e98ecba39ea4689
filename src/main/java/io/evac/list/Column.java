package io.evac.list;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The columns a list may have ({@code contract.md}). */
enum Column {
    INSTANCE(true),
    HOST(true),
    DESTINATION(false),
    TYPE(false),
    PRIORITY(false),
    DOWNTIME(false),
    CUTOVER(false),
    GROUP(false),
    OWNER(false),
    CPUS(false),
    MEMORY(false),
    DISK(false);

    private final boolean required;

    Column(boolean required) {
        this.required = required;
    }

    boolean required() {
        return required;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Column> named(String word) {
        return Arrays.stream(values()).filter(c -> c.word().equals(word)).findFirst();
    }

    /** The column that was probably meant: the nearest by edits, at most two away or a mere change of case. */
    static Optional<Column> nearest(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(c -> edits(c.word(), lower) <= 2)
                .min((a, b) -> Integer.compare(edits(a.word(), lower), edits(b.word(), lower)));
    }

    private static int edits(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 2) {
            return 3;
        }
        int[] previous = new int[b.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
