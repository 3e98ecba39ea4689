package io.evac.api;

/** What was asked for is not there. */
final class NotFoundException extends ToldException {
    private static final long serialVersionUID = 1L;

    NotFoundException(String code, String message, String remedy) {
        super(code, message, remedy);
    }
}
