package io.evac.journal;

import io.evac.inventory.HostName;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Parked;
import io.evac.migration.Phase;
import io.evac.plan.Policy;
import io.evac.report.ParkedReport;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Which copy of a move is parked, where, since when and why, from its record. */
final class ParkedCopies {
    private ParkedCopies() {}

    /** @param policy of the plan; without one nothing is deleted by itself */
    static Optional<ParkedReport> of(MoveRecord record, HostName from, HostName to, Optional<Policy> policy) {
        return switch (record.state()) {
            case MOVED, VERIFIED -> on(record, from, "moved to " + to, policy);
            case NEEDS_ATTENTION, RUNNING, WAITING, QUEUED ->
                on(
                        record,
                        from,
                        (record.homeward() ? "on the way home from " : "on the way to ") + to,
                        Optional.empty());
            case ROLLED_BACK ->
                record.completed().contains(Phase.FINALIZE)
                        ? Optional.empty()
                        : on(record, to, "rolled back to " + from, policy);
            case FAILED -> on(record, to, "kept for inspection", Optional.empty());
            case PLANNED, CANCELLED, FINALIZED -> Optional.empty();
        };
    }

    private static Optional<ParkedReport> on(MoveRecord record, HostName host, String why, Optional<Policy> policy) {
        Optional<OffsetDateTime> until = policy.flatMap(it -> Parked.until(record.checkpoint(), host, it))
                .map(time -> time.atOffset(ZoneOffset.UTC));
        return Parked.since(record.checkpoint(), host)
                .map(since -> new ParkedReport(host.value(), since.atOffset(ZoneOffset.UTC), until, why));
    }
}
