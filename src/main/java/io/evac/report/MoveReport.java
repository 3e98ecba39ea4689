package io.evac.report;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A move as people and scripts read it: the JSON of the contract.
 *
 * @param state a word of the contract
 * @param phase one of the nine phase words, empty before the first
 * @param bytesDone carried for it so far by all transfers together: full sync, every round, final sync, what had to be
 *     sent again, and a way home; never less than before (after a crash, up to a second of it may be missing)
 * @param bytesTotal expected in all, as far as is known: what the transfers that are over carried, and what the current
 *     one is to carry; before the first, the plan's estimate. Grows with each round, for a round carries what changed
 *     meanwhile
 * @param rate bytes per second of the running transfer, 0 when none runs
 * @param eta when the running transfer is expected to end; an estimate
 * @param downtimeMillis measured; empty while unknown
 * @param digest equal on both ends, once compared
 * @param parked the copy that is kept, where there is one
 * @param phases the history, oldest first
 */
public record MoveReport(
        String id,
        String instance,
        String from,
        String to,
        String type,
        String state,
        Optional<String> phase,
        int attempt,
        long bytesDone,
        long bytesTotal,
        long rate,
        Optional<OffsetDateTime> eta,
        Optional<Long> downtimeMillis,
        Optional<String> waitingFor,
        Optional<String> digest,
        Optional<String> code,
        Optional<String> message,
        int row,
        int band,
        Optional<ParkedReport> parked,
        List<PhaseReport> phases) {
    public MoveReport {
        phases = List.copyOf(phases);
    }

    /** Whether its cutover has not begun, so that people may say when it is to. */
    public boolean mayStillWait() {
        boolean toCome = List.of("planned", "queued", "running", "waiting").contains(state);
        boolean begun = state.equals("running")
                && phase.filter(List.of("quiesce", "final-sync", "fence", "activate", "verify")::contains)
                        .isPresent();
        return toCome && !begun;
    }

    /** One stay in a phase. {@code homeward} marks the way back of a reversal or rollback. */
    public record PhaseReport(
            String phase,
            int attempt,
            boolean homeward,
            OffsetDateTime started,
            Optional<OffsetDateTime> ended,
            Optional<String> outcome) {}
}
