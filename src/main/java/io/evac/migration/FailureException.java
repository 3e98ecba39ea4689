package io.evac.migration;

/** Carries a {@link Failure} from where it is seen to the {@code Migrator}, the one place that decides. */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    public FailureException(Failure failure, Throwable cause) {
        super(failure.code() + " " + failure.what(), cause);
        this.failure = failure;
    }

    public FailureException(Failure failure) {
        super(failure.code() + " " + failure.what());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
