package io.evac;

import io.evac.journal.DatabaseAwayException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a start that found no database in a few lines of the log, in place of a stack trace. */
final class DatabaseAway extends AbstractFailureAnalyzer<DatabaseAwayException> {
    @Override
    protected FailureAnalysis analyze(Throwable start, DatabaseAwayException away) {
        return new FailureAnalysis(String.valueOf(away.getMessage()), "See docs/operations.md, \"Databases\".", away);
    }

    /** What says that the database does not answer, if that is why the start has failed. */
    static Optional<DatabaseAwayException> in(Throwable failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseAwayException away) {
                return Optional.of(away);
            }
        }
        return Optional.empty();
    }
}
