package io.evac.journal;

import io.evac.migration.Journal.JournalException;

/** The database has not answered for as long as a start waits for it. */
public final class DatabaseAwayException extends JournalException {
    private static final long serialVersionUID = 1L;

    DatabaseAwayException(String message, Throwable cause) {
        super(message, false, cause);
    }
}
