package io.evac.journal;

import io.evac.migration.Journal.JournalException;
import io.evac.migration.Waiter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one way to the database: short transactions, each on a connection of its own, never part of a caller's.
 *
 * <p>A transaction that lost a lock or a deadlock was rolled back and is tried again. Everything else that goes wrong
 * is a {@link JournalException}; a commit that was not acknowledged is never tried again, because it may have happened.
 */
public final class Database {
    private static final int TRIES = 5;
    /** H2 gives up a row that somebody changed first; nothing was written. */
    private static final int H2_CONCURRENT_UPDATE = 90131;

    private final JdbcTemplate template;
    private final JdbcClient client;
    private final TransactionTemplate transactions;
    private final Dialect dialect;
    private final Waiter waiter;

    /** @throws JournalException when the database does not answer */
    public Database(DataSource source, Waiter waiter) {
        this.template = new JdbcTemplate(source);
        this.client = JdbcClient.create(template);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(source));
        this.transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.dialect = Dialect.of(source);
        this.waiter = waiter;
    }

    Dialect dialect() {
        return dialect;
    }

    /** For batches of rows, inside {@link #transact}. */
    JdbcTemplate template() {
        return template;
    }

    /**
     * Does the work in one transaction, committed on return.
     *
     * @param what for the message when it cannot be done
     * @throws DuplicateKeyException when a row was there already; nothing was written
     */
    <T> T transact(String what, Function<JdbcClient, T> work) {
        // A thread that was told to stop must still be able to write down where it stopped.
        boolean interrupted = Thread.interrupted();
        try {
            return repeatedly(what, work);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T repeatedly(String what, Function<JdbcClient, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(what, work);
            } catch (DuplicateKeyException there) {
                throw there;
            } catch (DataAccessException | TransactionException failure) {
                if (attempt == TRIES || !rolledBackByRivalry(failure)) {
                    throw new JournalException(
                            "could not " + what + ", nothing was written: " + reason(failure), false, failure);
                }
                pauseBeforeNextTry(what, attempt);
            }
        }
    }

    private <T> T once(String what, Function<JdbcClient, T> work) {
        AtomicBoolean committing = new AtomicBoolean();
        try {
            return transactions.execute(status -> {
                T result = work.apply(client);
                committing.set(true);
                return result;
            });
        } catch (DataAccessException | TransactionException failure) {
            if (committing.get()) {
                throw new JournalException(
                        "tried to " + what
                                + ", but the commit was not acknowledged; it is unknown whether it was written: "
                                + reason(failure),
                        false,
                        failure);
            }
            throw failure;
        }
    }

    private static boolean rolledBackByRivalry(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PessimisticLockingFailureException
                    || cause instanceof SQLException sql && sql.getErrorCode() == H2_CONCURRENT_UPDATE) {
                return true;
            }
        }
        return false;
    }

    private void pauseBeforeNextTry(String what, int attempt) {
        try {
            waiter.pause(Duration.ofMillis(10L << attempt));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new JournalException("could not " + what + ", nothing was written: interrupted", false, interrupted);
        }
    }

    /** The innermost message: drivers say there what happened; the outer ones repeat our statement. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
