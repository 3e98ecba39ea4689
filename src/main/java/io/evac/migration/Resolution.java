package io.evac.migration;

/**
 * What two guards' records mean together, seen along the walk: the source of the walk and its destination. The one
 * decision table; it knows nothing of the journal.
 */
enum Resolution {
    /** The source is in service, nothing is down: begin the cutover, or go on with the rounds. */
    BEGIN,
    /** The source is stopped under its timer and the destination (the parked copy of a way home) must receive first. */
    RESERVE,
    /** The source is stopped under its timer: the last delta. */
    FINAL_SYNC,
    /** Stopped and sealed: fence the source, if it was sealed for this timer. */
    FENCE,
    /** The source is fenced, the destination complete or already starting: forwards. */
    ACTIVATE,
    /** The destination has it and was given back: the walk is over. */
    ARRIVED,
    /** The source is stopped and there is nothing to go on with: start it again. */
    RELEASE,
    /** The source is fenced and the destination cannot be activated any more: start the source again. */
    UNFENCE,
    /** The records are those of the opposite walk: look from the other side. */
    TURN,
    /** Not what any walk leaves behind: somebody else was here. Nothing is touched. */
    CHANGED,
    /** Against the protocol: a human must look. Nothing is touched. */
    ATTENTION;

    /**
     * The decision for what was found. Where people have brought an instance back to a host on which it was finalized, and
     * taken it from another, what is there counts and not what a record remembers of an earlier move.
     */
    static Resolution of(GuardFacts source, GuardFacts destination) {
        return source.asFound() && destination.nothing() ? BEGIN : of(source.state(), destination.state());
    }

    /** The decision for a pair of records; exhaustive over both. */
    static Resolution of(GuardState source, GuardState destination) {
        return switch (source) {
            case OPEN, RELEASED -> inService(destination);
            case ACTIVATING -> starting(destination);
            case ACTIVE -> inService(destination);
            case QUIESCED -> quiesced(destination);
            case FENCED -> fenced(destination);
            case RECEIVING, SEALED, REVOKED -> receiving(destination);
            case ABSENT -> absent(destination);
            case FINALIZING -> ATTENTION;
        };
    }

    private static Resolution inService(GuardState destination) {
        return switch (destination) {
            case ABSENT, RECEIVING, SEALED, REVOKED, FENCED -> BEGIN;
            case OPEN -> CHANGED;
            case QUIESCED, RELEASED, ACTIVATING, ACTIVE, FINALIZING -> ATTENTION;
        };
    }

    /** The source was being unfenced or has just arrived by an earlier walk: finish that start. */
    private static Resolution starting(GuardState destination) {
        return switch (destination) {
            case ABSENT, RECEIVING, REVOKED, FENCED -> UNFENCE;
            case OPEN, QUIESCED, RELEASED, SEALED, ACTIVATING, ACTIVE, FINALIZING -> ATTENTION;
        };
    }

    private static Resolution quiesced(GuardState destination) {
        return switch (destination) {
            case RECEIVING -> FINAL_SYNC;
            case SEALED -> FENCE;
            case FENCED -> RESERVE;
            case ABSENT, REVOKED -> RELEASE;
            case OPEN, QUIESCED, RELEASED, ACTIVATING, ACTIVE, FINALIZING -> ATTENTION;
        };
    }

    private static Resolution fenced(GuardState destination) {
        return switch (destination) {
            case SEALED, ACTIVATING, ACTIVE -> ACTIVATE;
            case OPEN -> ARRIVED;
            case QUIESCED, RELEASED -> TURN;
            case RECEIVING, REVOKED, FENCED -> UNFENCE;
            // What was sealed for this fence is gone, and no undo deletes it: finalized by others, or the host has lost
            // it.
            case ABSENT, FINALIZING -> ATTENTION;
        };
    }

    private static Resolution receiving(GuardState destination) {
        return switch (destination) {
            case OPEN, QUIESCED, RELEASED, FENCED, ACTIVATING, ACTIVE -> TURN;
            case ABSENT, RECEIVING, SEALED, REVOKED, FINALIZING -> ATTENTION;
        };
    }

    private static Resolution absent(GuardState destination) {
        return switch (destination) {
            case OPEN, ABSENT -> CHANGED;
            case QUIESCED, RELEASED, FENCED, RECEIVING, SEALED, REVOKED, ACTIVATING, ACTIVE, FINALIZING -> ATTENTION;
        };
    }
}
