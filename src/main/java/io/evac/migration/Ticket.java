package io.evac.migration;

/**
 * The right to act on one instance, carried by every guard call; the guard refuses an older one. Order: epoch, then
 * attempt, then call.
 *
 * @param owner installation id and run, e.g. {@code 4f1c…/R-12}
 * @param epoch of the lease, at least 1
 * @param attempt of the move, at least 1
 * @param call number of the call within the attempt, rising
 */
public record Ticket(String owner, long epoch, int attempt, long call) {
    /** The installation of an owner, as the guard reads it: what stands before the first slash. */
    public static String installation(String owner) {
        int slash = owner.indexOf('/');
        return slash < 0 ? owner : owner.substring(0, slash);
    }
}
