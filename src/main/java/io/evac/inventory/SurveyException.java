package io.evac.inventory;

/** A host could not be surveyed; the message says why, {@link #remedy()} what may help. */
public final class SurveyException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String remedy;

    public SurveyException(String message, String remedy, Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    public SurveyException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** A sentence that starts with "Maybe". */
    public String remedy() {
        return remedy;
    }
}
