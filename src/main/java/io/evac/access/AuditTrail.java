package io.evac.access;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who asked for what, from where, and what came of it: whatever changes something or was refused for its role, and who came in
 * or did not. Entries are added and read; nothing changes or removes one. Thread-safe.
 */
public interface AuditTrail {
    /** What came of a request. */
    enum Outcome {
        /** It was done. */
        DONE,
        /** Nothing was done: who asked, or what for, was not right. */
        REFUSED,
        /** The daemon could not; what of it was done stands in the history. */
        FAILED;

        /** The word of API, pages and tables, e.g. {@code refused}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The outcome that a status of HTTP tells. */
        public static Outcome of(int status) {
            return status < 400 ? DONE : status < 500 ? REFUSED : FAILED;
        }
    }

    /**
     * Something that was asked for. Everything that a stranger could choose (actor of a failed login, object, reason) is hostile.
     *
     * @param actor who, as the history calls him; what was typed where nobody got in
     * @param way how he came in: {@code owner}, {@code token}, {@code session}, {@code link} or {@code none}
     * @param from the address that asked
     * @param method of HTTP, e.g. {@code POST}
     * @param action its name, e.g. {@code run-apply}, {@code login}
     * @param object on what, e.g. {@code R-17}; empty where there is no such thing
     * @param digest of the plan that was meant
     * @param reason that was given
     * @param status of HTTP
     */
    record Deed(
            String actor,
            String way,
            String from,
            String method,
            String action,
            String object,
            Optional<String> digest,
            Optional<String> reason,
            int status) {
        public Outcome outcome() {
            return Outcome.of(status);
        }
    }

    /**
     * A deed as it is kept.
     *
     * @param number rising within the installation
     */
    record Entry(long number, Instant at, Deed deed) {}

    /**
     * Which entries are wanted, newest first.
     *
     * @param actor exactly; empty for anybody
     * @param action exactly; empty for any
     * @param outcome empty for any
     * @param before only entries with a lower number, i.e. the next page
     * @param limit at most so many; 1 to 1,000
     * @throws IllegalArgumentException for another limit; the message ends with a remedy
     */
    record Query(
            Optional<String> actor,
            Optional<String> action,
            Optional<Outcome> outcome,
            OptionalLong before,
            int limit) {
        /** The most that one page has. */
        public static final int MOST = 1000;

        public Query {
            if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException("no limit of a page: " + limit + ". Maybe 1 to " + MOST);
            }
        }

        /** The newest, whoever and whatever. */
        public static Query newest(int limit) {
            return new Query(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), limit);
        }
    }

    /** Adds one; too long parts are cut. */
    void add(Deed deed);

    /** Newest first. */
    List<Entry> entries(Query query);
}
