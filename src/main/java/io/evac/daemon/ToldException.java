package io.evac.daemon;

/** What goes wrong with a status, a code and a remedy of its own. */
public abstract class ToldException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;
    private final String remedy;

    /** @param status of HTTP */
    protected ToldException(int status, String code, String message, String remedy) {
        super(message);
        this.status = status;
        this.code = code;
        this.remedy = remedy;
    }

    /** Of HTTP. */
    public final int status() {
        return status;
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
