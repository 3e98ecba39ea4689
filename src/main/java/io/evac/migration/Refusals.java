package io.evac.migration;

import java.time.Duration;

/** Turns what guards throw into failures: the one place that classes them. */
final class Refusals {
    private static final Duration SOON = Duration.ofSeconds(1);

    private Refusals() {}

    static Failure of(GuardUnreachableException lost) {
        return lost.mayHaveHappened()
                ? new Failure.Ambiguous(Codes.DOUBT, lost.getMessage())
                : new Failure.Transient(Codes.UNREACHABLE, lost.getMessage(), SOON);
    }

    /** STALE and FOREIGN under this run's own name never get here: the migrator stops. Else another run has it. */
    static Failure of(GuardRefusedException refused) {
        return switch (refused.reason()) {
            case STATE, RUNNING, REBOOTED -> new Failure.Ambiguous(Codes.DOUBT, refused.getMessage());
            case CONFLICT, STALE, FOREIGN ->
                new Failure.Permanent(
                        Codes.CONFLICT,
                        refused.getMessage(),
                        "Maybe another run holds the instance, or one of that name is on the destination");
            case HOST ->
                new Failure.Permanent(
                        Codes.HOST,
                        refused.getMessage(),
                        "Maybe free space or mend permissions on that host, then retry");
        };
    }

    /** Whether the refusal says that this orchestrator was replaced: by a newer one of the same run, {@code owner}. */
    static boolean superseded(GuardRefusedException refused, String owner) {
        return overtaken(refused)
                && (refused.facts().owner().isEmpty() || refused.facts().owner().equals(owner));
    }

    private static boolean overtaken(GuardRefusedException refused) {
        return refused.reason() == GuardRefusedException.Reason.STALE
                || refused.reason() == GuardRefusedException.Reason.FOREIGN;
    }
}
