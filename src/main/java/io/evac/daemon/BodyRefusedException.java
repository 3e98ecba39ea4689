package io.evac.daemon;

import java.io.IOException;

/** No more is read of a request's body. Its fields are those of the answer. */
public final class BodyRefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;
    private final String remedy;

    private BodyRefusedException(int status, String code, String message, String remedy) {
        super(message);
        this.status = status;
        this.code = code;
        this.remedy = remedy;
    }

    static BodyRefusedException tooLong() {
        return new BodyRefusedException(413, "EVAC-592", "the request body is too long", "Maybe split the list.");
    }

    static BodyRefusedException tooSlow() {
        return new BodyRefusedException(
                408, "EVAC-580", "the request body comes too slowly", "Maybe the line is bad; send it again.");
    }

    static BodyRefusedException tooMany() {
        return new BodyRefusedException(
                503, "EVAC-581", "too many request bodies are being read at once", "Maybe send it again in a minute.");
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String remedy() {
        return remedy;
    }
}
