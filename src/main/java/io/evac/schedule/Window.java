package io.evac.schedule;

import io.evac.schedule.Schedules.PreSync;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * When a run may stop instances. Its instants are found once, when its occurrence begins: a schedule that is edited moves
 * no window under a run.
 *
 * @param lockout no cutover begins from here on; not after {@code closes}
 * @param closes everything is done by then, or back on its source
 * @param capacity cutovers under way at once; 0 for no limit
 * @param followed whether the schedule has another window behind it
 * @param zone for people
 * @param preSync what is copied before it opens
 */
public record Window(
        Instant opens,
        Instant lockout,
        Instant closes,
        int capacity,
        boolean followed,
        ZoneId zone,
        Optional<PreSync> preSync) {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    /** @throws IllegalArgumentException for one in which nothing could begin */
    public Window {
        if (!opens.isBefore(lockout) || lockout.isAfter(closes) || capacity < 0) {
            throw new IllegalArgumentException("no cutover could begin in a window from " + opens + " to " + closes
                    + " with its lockout at " + lockout + ". Maybe make it longer, or the lockout shorter");
        }
    }

    /** Why no cutover may begin yet; empty from the opening on. */
    public Optional<String> early(Instant now) {
        return now.isBefore(opens) ? Optional.of("the window opens " + local(opens)) : Optional.empty();
    }

    /** Why no copy may begin until it opens; empty while it may. */
    public Optional<String> quiet(Instant now) {
        return preSync.filter(ahead -> now.isBefore(opens) && !now.isBefore(opens.minus(ahead.stop())))
                .map(stopped -> "pre-sync is over, the window opens " + local(opens));
    }

    /** Whether a copy that was complete then is to be brought up to date while its move waits for the opening. */
    public boolean stale(Instant copied, Instant now) {
        return now.isBefore(opens)
                && quiet(now).isEmpty()
                && preSync.map(PreSync::topUp)
                        .filter(age -> age.isPositive() && !now.isBefore(copied.plus(age)))
                        .isPresent();
    }

    /** Whether a cutover that takes so long, its undoing included, must not begin any more. */
    public boolean late(Instant now, Duration cutover) {
        return !now.isBefore(lockout) || now.plus(cutover).isAfter(closes);
    }

    /** For people, in its zone. */
    public String words() {
        String until = lockout.equals(closes) ? "" : ", no cutover begins after " + local(lockout);
        return local(opens) + " to " + local(closes) + " " + zone + until;
    }

    private String local(Instant time) {
        return LOCAL.format(time.atZone(zone));
    }
}
