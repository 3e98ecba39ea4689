package io.evac.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run came to for one source host, in fixed counters.
 *
 * @param open moves that have not ended yet
 * @param home moves that ended on the source: failed, rolled back or cancelled
 * @param attention moves that need a human
 */
public record Recap(String host, int moved, int open, int home, int attention, long bytes, long downtimeMillis) {
    private static final List<String> GONE = List.of("moved", "verified", "finalized");
    private static final List<String> HOME = List.of("failed", "rolled-back", "cancelled");

    /** One per source host, by name. */
    public static List<Recap> of(RunReport run) {
        Map<String, List<MoveReport>> byHost = run.moves().stream()
                .collect(Collectors.groupingBy(MoveReport::from, TreeMap::new, Collectors.toList()));
        return byHost.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Recap of(String host, List<MoveReport> moves) {
        int moved = count(moves, GONE);
        int home = count(moves, HOME);
        int attention = count(moves, List.of("needs-attention"));
        return new Recap(
                host,
                moved,
                moves.size() - moved - home - attention,
                home,
                attention,
                moves.stream().mapToLong(MoveReport::bytesDone).sum(),
                moves.stream()
                        .mapToLong(move -> move.downtimeMillis().orElse(0L))
                        .max()
                        .orElse(0));
    }

    private static int count(List<MoveReport> moves, List<String> states) {
        return (int)
                moves.stream().filter(move -> states.contains(move.state())).count();
    }
}
