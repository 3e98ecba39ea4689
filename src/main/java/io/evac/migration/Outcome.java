package io.evac.migration;

/** How a phase ended. */
public sealed interface Outcome {
    /** The phase is complete. */
    record Done(Checkpoint checkpoint) implements Outcome {}

    /** The phase wants another round; {@code why} is for people. */
    record Again(Checkpoint checkpoint, String why) implements Outcome {}

    /** The phase failed. */
    record Failed(Failure failure) implements Outcome {}
}
