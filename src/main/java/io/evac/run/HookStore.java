package io.evac.run;

import io.evac.hook.Hooks;
import io.evac.plan.MoveId;
import java.util.Map;
import java.util.Optional;

/** The hooks of runs, and around what they were begun and not ended. Every method is one short transaction. */
public interface HookStore {
    /** How far the hooks around something are. */
    enum Stage {
        /** Those before it are being called. */
        BEGUN,
        /** Those before it are through. */
        PASSED,
        /** It needs a human, and those behind it were told so; they are called once more when that is over. */
        TOLD
    }

    /**
     * Something that a hook was called before, or is to be called behind.
     *
     * @param homeward whether a cutover is one on the way home
     * @param hooks those of the run when it was opened: what was begun by them is ended by them
     */
    record Open(Stage stage, boolean homeward, Hooks hooks) {}

    /** Those of the run. */
    Hooks of(RunId run);

    /** The run's from now on, with an event; false when they were already. */
    boolean put(RunId run, Hooks hooks, String actor);

    /** What is open, by {@link HookSubject#key}. */
    Map<String, Open> open(RunId run);

    /**
     * Writes that it is open.
     *
     * @throws io.evac.migration.Journal.JournalException when it could not be written, or a newer epoch owns the run
     */
    void open(RunId run, String subject, Open open, long epoch);

    /** Writes that it is open no more; throws as {@link #open(RunId, String, Open, long)}. */
    void close(RunId run, String subject, long epoch);

    /**
     * An event of a hook.
     *
     * @param move empty where it is about a host
     * @param calls whether people are told that a human is needed
     */
    void event(RunId run, Optional<MoveId> move, String text, boolean calls);
}
