package io.evac.migration;

import java.util.Optional;

/** How a phase ended. */
public sealed interface Outcome {
    /** The phase is complete. */
    record Done(Checkpoint checkpoint) implements Outcome {}

    /**
     * The phase wants another round.
     *
     * @param why for people
     * @param warning what will become of it, where that can be foreseen; people are told
     */
    record Again(Checkpoint checkpoint, String why, Optional<String> warning) implements Outcome {
        Again(Checkpoint checkpoint, String why) {
            this(checkpoint, why, Optional.empty());
        }
    }

    /** The phase failed. */
    record Failed(Failure failure) implements Outcome {}
}
