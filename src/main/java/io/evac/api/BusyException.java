package io.evac.api;

import io.evac.daemon.ToldException;

/** Too much at once: the same again later may do. */
final class BusyException extends ToldException {
    private static final long serialVersionUID = 1L;

    BusyException(String code, String message, String remedy) {
        super(503, code, message, remedy);
    }
}
