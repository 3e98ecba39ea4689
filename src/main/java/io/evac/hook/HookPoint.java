package io.evac.hook;

import io.evac.inventory.Texts;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** When a hook is called. */
public enum HookPoint {
    /** Before the first instance of a host is stopped. */
    BEFORE_HOST,
    /** When nothing more of a host is to be cut over, or nobody works on it for now. */
    AFTER_HOST,
    /** Right before an instance is stopped, on its way there or home. */
    BEFORE_CUTOVER,
    /** When it is in service again, wherever, or needs a human. */
    AFTER_CUTOVER;

    /** As descriptors have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether something is only begun when the hook has done its work. */
    public boolean before() {
        return this == BEFORE_HOST || this == BEFORE_CUTOVER;
    }

    /** @throws IllegalArgumentException for another word */
    public static HookPoint of(String word) {
        return Arrays.stream(values())
                .filter(point -> point.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a point for a hook: " + Texts.quoted(word)
                        + ". Maybe "
                        + Arrays.stream(values()).map(HookPoint::word).collect(Collectors.joining(", "))));
    }
}
