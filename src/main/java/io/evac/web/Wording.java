package io.evac.web;

import io.evac.report.Plain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Values as pages say them; what is not there is a dash. */
final class Wording {
    private static final String NOTHING = "–";
    private final Clock clock;

    Wording(Clock clock) {
        this.clock = clock;
    }

    /** {@code 1.5GiB}. */
    public String bytes(long bytes) {
        return Plain.bytes(bytes);
    }

    /** Bytes per second; a dash for none. */
    public String rate(long rate) {
        return rate <= 0 ? NOTHING : Plain.bytes(rate) + "/s";
    }

    /** Milliseconds. */
    public String millis(long millis) {
        return Plain.duration(Duration.ofMillis(millis));
    }

    /** In the daemon's zone, with its offset. */
    public String time(OffsetDateTime time) {
        return Plain.time(time.atZoneSameInstant(clock.getZone()).toOffsetDateTime());
    }

    public String time(Instant time) {
        return Plain.time(time.atZone(clock.getZone()).toOffsetDateTime());
    }

    /** A dash for none. */
    public String time(Optional<OffsetDateTime> time) {
        return time.map(this::time).orElse(NOTHING);
    }

    /** A dash for none. */
    public String text(Optional<?> text) {
        return text.map(Object::toString).orElse(NOTHING);
    }

    /** How long ago. */
    public String ago(Instant then) {
        return Plain.duration(Duration.between(then, clock.instant())) + " ago";
    }

    /** How long from the one to the other, or until now. */
    public String between(OffsetDateTime from, Optional<OffsetDateTime> to) {
        return Plain.duration(Duration.between(
                from.toInstant(), to.map(OffsetDateTime::toInstant).orElseGet(clock::instant)));
    }

    /** {@code 1 move}, {@code 2 moves}. */
    public String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    /** How a state looks besides its word. */
    public String mark(String state) {
        return switch (state) {
            case "failed", "needs-attention", "finished-with-failures", "refused" -> "✗";
            case "verified", "moved", "finalized", "finished" -> "✓";
            case "running" -> "▶";
            case "paused", "waiting", "interrupted" -> "‖";
            case "rolled-back", "cancelled" -> "↩";
            default -> "·";
        };
    }

    /** The class of a state in the style sheet. */
    public String tone(String state) {
        return switch (state) {
            case "failed", "needs-attention", "finished-with-failures", "refused" -> "bad";
            case "verified", "moved", "finalized", "finished" -> "good";
            case "paused", "waiting", "interrupted", "rolled-back", "cancelled" -> "warn";
            default -> "plain";
        };
    }
}
