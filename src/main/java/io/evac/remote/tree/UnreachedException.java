package io.evac.remote.tree;

/** No key could be given, or ssh itself failed: the hosts do not reach each other after all. */
final class UnreachedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreachedException(String said) {
        super(said);
    }
}
