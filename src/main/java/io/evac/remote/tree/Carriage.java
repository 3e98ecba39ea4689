package io.evac.remote.tree;

/** Brings a delta to its destination: what is too much there goes first, the keys that the way needed go last. Thread-safe. */
public final class Carriage {
    private final Eraser eraser;
    private final Routes routes;

    /**
     * @param receivers how destinations let what is too much be removed
     * @param routes how bytes travel, under the same receivers
     */
    public Carriage(Receivers receivers, Routes routes) {
        this.eraser = new Eraser(receivers);
        this.routes = routes;
    }

    /**
     * Takes back the key that the job got, if it got one; behind the last copy every key of the move, for one that was
     * killed may have left its own, and what is left now may need no key: there is nothing to carry, or it is relayed.
     *
     * @param last whether the source is stopped, and nothing will be carried after this
     * @return bytes sent over the wire
     * @throws io.evac.migration.FailureException when not all of it arrived
     */
    public long bring(Mover.Job job, boolean last) {
        Delta delta = job.delta();
        try {
            if (delta.isEmpty()) {
                return 0;
            }
            eraser.prepare(job.ctx(), job.pair().destination(), delta, job.deadline());
            long sent = delta.directories().isEmpty() && delta.others().isEmpty() ? 0 : routes.carry(job, last);
            eraser.modes(job);
            return sent;
        } finally {
            if (last) {
                routes.cleanUp(job.ctx());
            } else {
                routes.close(job.ctx());
            }
        }
    }
}
