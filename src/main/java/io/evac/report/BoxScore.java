package io.evac.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The numbers on top of a run: how many moves are in which state, the worst first. */
public final class BoxScore {
    /** States in the order in which people want to see them. */
    public static final List<String> ORDER = List.of(
            "needs-attention",
            "failed",
            "running",
            "waiting",
            "queued",
            "planned",
            "moved",
            "verified",
            "finalized",
            "rolled-back",
            "cancelled");

    private BoxScore() {}

    /** Moves by state, states without moves left out, refusals last. */
    public static Map<String, Integer> counts(RunReport run) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String state : ORDER) {
            int count = run.counts().getOrDefault(state, 0);
            if (count > 0) {
                counts.put(state, count);
            }
        }
        int refused = run.counts().getOrDefault("refused", 0);
        if (refused > 0) {
            counts.put("refused", refused);
        }
        return counts;
    }

    /** {@code 3 moves: 1 failed, 2 verified}. */
    public static String line(RunReport run) {
        Map<String, Integer> counts = counts(run);
        int moves = ORDER.stream()
                .mapToInt(state -> run.counts().getOrDefault(state, 0))
                .sum();
        String head = moves == 1 ? "1 move" : moves + " moves";
        return counts.isEmpty()
                ? head
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", ", head + ": ", ""));
    }

    /** Moves, worst state first, then as in the run. */
    public static List<MoveReport> sorted(List<MoveReport> moves) {
        return moves.stream()
                .sorted((a, b) -> Integer.compare(rank(a.state()), rank(b.state())))
                .toList();
    }

    private static int rank(String state) {
        int rank = ORDER.indexOf(state);
        return rank < 0 ? ORDER.size() : rank;
    }
}
