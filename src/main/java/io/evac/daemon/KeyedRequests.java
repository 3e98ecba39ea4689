package io.evac.daemon;

/** What was answered to requests that carry a key, so that the same request twice has its effect once. */
public interface KeyedRequests {
    /**
     * An answer as it was given.
     *
     * @param type its content type; empty for none
     */
    record Answer(int status, String type, byte[] body) {}

    /** What is known of a key. */
    sealed interface Known {
        /**
         * Nothing: it is the caller's now, who answers it or gives it up.
         *
         * @param since by which the caller is told from who takes it after ten minutes
         */
        record Nothing(long since) implements Known {}

        /** The same request was answered. */
        record Answered(Answer answer) implements Known {}

        /** The key came with another body. */
        record Another() implements Known {}

        /** The same request is being answered. */
        record UnderWay() implements Known {}
    }

    /**
     * Takes the key, unless it is known; what is older than a day is forgotten, and what was not answered within ten minutes
     * never will be.
     *
     * @param key 64 hexadecimal digits
     * @param body the digest of the body, 64 hexadecimal digits
     */
    Known take(String key, String body);

    /** Keeps the answer to a key that was taken then; nothing when somebody else has taken it since. */
    void answer(String key, long since, Answer answer);

    /** Forgets a key that was taken then: the request may come again. */
    void giveUp(String key, long since);
}
