package io.evac.journal;

import io.evac.migration.Journal.JournalException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The transaction that several writers share. What it has locked for one of them, it holds for all. */
final class Group {
    private final JdbcClient client;
    private final Map<String, Lease> leases = new HashMap<>();

    private record Lease(String owner, long epoch) {}

    Group(JdbcClient client) {
        this.client = client;
    }

    JdbcClient client() {
        return client;
    }

    /**
     * Locks the lease of a run, once, until the transaction ends.
     *
     * @throws JournalException when it belongs to a newer epoch than the writer's
     */
    void own(String run, long epoch) {
        Lease lease = leases.computeIfAbsent(run, this::lock);
        if (lease.epoch() > epoch) {
            throw new JournalException(
                    "run " + run + " belongs to " + lease.owner() + " under epoch " + lease.epoch() + "; epoch " + epoch
                            + " may not write any more",
                    true,
                    null);
        }
    }

    private Lease lock(String run) {
        return client.sql("SELECT owner, epoch FROM evac_lease WHERE run = ? FOR UPDATE")
                .param(run)
                .query((row, index) -> new Lease(row.getString("owner"), row.getLong("epoch")))
                .optional()
                .orElseThrow(() -> new IllegalArgumentException(
                        "run " + run + " is not in the journal. Maybe its plan was never applied"));
    }
}
