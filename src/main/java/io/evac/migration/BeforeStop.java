package io.evac.migration;

import io.evac.plan.Move;
import java.util.Optional;

/** What an operator wants done before an instance is stopped, on its way there or home. Thread-safe for different moves. */
public interface BeforeStop {
    /** Nothing is. */
    BeforeStop NOTHING = (move, homeward) -> Answer.NOTHING;

    /**
     * What came of it.
     *
     * @param called whether anything was done now, which takes its time
     * @param failure why the instance is not to be stopped
     */
    record Answer(boolean called, Optional<Failure.Permanent> failure) {
        /** Nothing was to be done, or all is done already. */
        public static final Answer NOTHING = new Answer(false, Optional.empty());
    }

    /**
     * Does what is to be done before this cutover; asked again for it, only what is not done yet.
     *
     * @param homeward whether it is stopped where the plan moves it to, to go home
     * @throws Journal.JournalException when the database is gone, or a newer epoch owns the run
     */
    Answer ask(Move move, boolean homeward);
}
