package io.evac.inventory;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * When a local time is, in the nights in which the clocks are changed: one that they skip does not exist and is refused, one that
 * comes twice means the second.
 */
public final class LocalTimes {
    private LocalTimes() {}

    /** @throws IllegalArgumentException for a local time that the zone does not have; the message names those that it has */
    public static Instant instant(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        if (change != null && change.isGap()) {
            throw new IllegalArgumentException(
                    local + " does not exist in " + zone + ", the clocks are set forward then, from "
                            + change.getDateTimeBefore() + " to " + change.getDateTimeAfter() + ". Maybe "
                            + local.atZone(zone).toLocalDateTime());
        }
        return local.atZone(zone).withLaterOffsetAtOverlap().toInstant();
    }

    /** What to say of a local time that comes twice; empty for any other. */
    public static Optional<String> twice(LocalDateTime local, ZoneId zone) {
        return zone.getRules().getValidOffsets(local).size() < 2
                ? Optional.empty()
                : Optional.of(
                        local + " comes twice in " + zone + ", the clocks are set back then: the second is meant, "
                                + local.atZone(zone).withLaterOffsetAtOverlap().toOffsetDateTime());
    }
}
