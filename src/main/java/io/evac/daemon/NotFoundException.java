package io.evac.daemon;

/** What was asked for is not there. */
public final class NotFoundException extends ToldException {
    private static final long serialVersionUID = 1L;

    public NotFoundException(String code, String message, String remedy) {
        super(404, code, message, remedy);
    }
}
