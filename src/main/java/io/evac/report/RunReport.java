package io.evac.report;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as people and scripts read it: the JSON of the contract.
 *
 * @param state a word of the contract, e.g. {@code finished-with-failures}
 * @param window the window it runs in, for people; empty when it has none
 * @param bandwidth what its transfers may send together, as {@code evac bandwidth} takes it; empty for no limit
 * @param hooks what is called around its hosts and cutovers, as {@code evac hooks} takes it; empty for nothing
 * @param forecast when its moves will have been made; empty when that cannot be said
 * @param counts moves by state word, plus {@code refused} and {@code total}
 */
public record RunReport(
        int schemaVersion,
        String id,
        String plan,
        String digest,
        String list,
        String state,
        Optional<String> window,
        Optional<String> bandwidth,
        Optional<String> hooks,
        Optional<Forecast> forecast,
        OffsetDateTime created,
        Optional<OffsetDateTime> started,
        Optional<OffsetDateTime> ended,
        List<MoveReport> moves,
        List<RefusalReport> refusals,
        Map<String, Integer> counts) {
    public static final int SCHEMA_VERSION = 1;

    public RunReport {
        moves = List.copyOf(moves);
        refusals = List.copyOf(refusals);
        counts = Map.copyOf(counts);
    }

    /** The same run, of which only these moves are shown. */
    public RunReport withMoves(List<MoveReport> shown) {
        return new RunReport(
                schemaVersion,
                id,
                plan,
                digest,
                list,
                state,
                window,
                bandwidth,
                hooks,
                forecast,
                created,
                started,
                ended,
                shown,
                refusals,
                counts);
    }

    /** A row that did not become a move. */
    public record RefusalReport(int row, String instance, String code, String reason, String remedy) {}
}
