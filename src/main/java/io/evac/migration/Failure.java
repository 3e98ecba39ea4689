package io.evac.migration;

import java.time.Duration;

/** Why something did not work; the class decides what happens next. */
public sealed interface Failure {
    /** Stable: {@code EVAC-nnn}. */
    String code();

    /** What happened, for people. */
    String what();

    /** May work later; nothing happened on the hosts that would matter. */
    record Transient(String code, String what, Duration retryAfter) implements Failure {}

    /** Will not work by trying again. {@code maybe} is the remedy and starts with "Maybe". */
    record Permanent(String code, String what, String maybe) implements Failure {}

    /** The connection died in a phase with effects: both ends must be asked before anything else. */
    record Ambiguous(String code, String what) implements Failure {}
}
