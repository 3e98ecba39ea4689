package io.evac.notice;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What people may want to be told of. */
public enum What {
    /** A start is to come. */
    REMINDER,
    /** A run was made: these instances are to leave. */
    PLANNED,
    /** It has begun. */
    STARTING,
    /** It is done, or was cancelled. */
    FINISHED,
    /** It has ended with failures, or a schedule's start led to no run. */
    FAILED,
    /** It does not go on without a person. */
    NEEDS_HUMAN,
    /** It will not be done in its window, by what was measured so far. */
    WILL_MISS_WINDOW,
    /** A move's rounds will not become short enough, by its first two. */
    WILL_NOT_CONVERGE,
    /** Not done in its window; the next one goes on with it. */
    POSTPONED,
    /** A start passed while nobody was there. */
    MISSED;

    /** As descriptors and answers spell it, e.g. {@code needs-human}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException for another word */
    public static What of(String word) {
        return Arrays.stream(values())
                .filter(what -> what.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing that is told of: "
                        + io.evac.inventory.Texts.quoted(word) + ". Maybe "
                        + Arrays.stream(values()).map(What::word).collect(Collectors.joining(", "))));
    }
}
