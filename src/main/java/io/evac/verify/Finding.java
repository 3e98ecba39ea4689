package io.evac.verify;

/**
 * What an independent look found.
 *
 * @param remedy starts with "Maybe"
 */
public record Finding(Kind kind, String what, String remedy) {
    /** What a finding is about; {@link #UNANSWERED} alone may vanish by itself. */
    public enum Kind {
        /** At its destination it is not in place, or does not run as planned. */
        NOT_THERE("EVAC-430"),
        /** At its source it is not parked: it could run there, or does. */
        NOT_GONE("EVAC-431"),
        /** A host could not be asked. */
        UNANSWERED("EVAC-432"),
        /** It runs at its destination and its health check fails. */
        SICK("EVAC-433"),
        /** At its destination it is not the same: its autostart is another. */
        OTHER("EVAC-434");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** Stable: {@code EVAC-nnn}. */
        public String code() {
            return code;
        }
    }
}
