package io.evac.daemon;

/** What goes wrong with a code and a remedy of its own. */
public abstract class ToldException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;
    private final String remedy;

    protected ToldException(String code, String message, String remedy) {
        super(message);
        this.code = code;
        this.remedy = remedy;
    }

    /** Stable. */
    public final String code() {
        return code;
    }

    /** Starts with "Maybe". */
    public final String remedy() {
        return remedy;
    }
}
