package io.evac.api;

/** What goes wrong with a code and a remedy of its own. */
abstract class ToldException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;
    private final String remedy;

    ToldException(String code, String message, String remedy) {
        super(message);
        this.code = code;
        this.remedy = remedy;
    }

    final String code() {
        return code;
    }

    final String remedy() {
        return remedy;
    }
}
