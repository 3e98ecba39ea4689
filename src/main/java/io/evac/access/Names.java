package io.evac.access;

import io.evac.inventory.Texts;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Names of those who ask, as the history says them. */
final class Names {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    /** As the history calls the engine, and clients that say nothing of themselves. */
    private static final Set<String> RESERVED = new TreeSet<>(Set.of("evac", "api"));

    private Names() {}

    static boolean possible(String name) {
        return FORM.matcher(name).matches() && !RESERVED.contains(name);
    }

    /**
     * Refuses what is none.
     *
     * @param what it would be of, e.g. {@code token}
     */
    static void require(String name, String what) {
        if (!possible(name)) {
            throw new IllegalArgumentException("no name for a " + what + ": " + Texts.quoted(name)
                    + ". Maybe letters, digits, and . _ @ - behind the first, 64 at most, and neither of " + RESERVED);
        }
    }
}
