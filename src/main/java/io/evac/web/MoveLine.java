package io.evac.web;

import io.evac.report.EventReport;
import io.evac.report.MoveReport;
import io.evac.report.MoveReport.PhaseReport;
import io.evac.report.RunReport;
import java.util.List;
import java.util.Optional;

/**
 * A move in a run's table.
 *
 * @param log its events, oldest first; secrets never get into them
 */
record MoveLine(MoveReport move, List<Dot> dots, List<Button> buttons, List<EventReport> log) {
    private static final List<String> PHASES = List.of(
            "reserve",
            "full-sync",
            "incremental-sync",
            "quiesce",
            "final-sync",
            "fence",
            "activate",
            "verify",
            "finalize");
    private static final int WHOLE = 100;

    /**
     * One of the nine phases.
     *
     * @param state {@code done}, {@code now} or {@code open}
     */
    record Dot(String phase, String state, String sign) {}

    /** @param silent how long its cutover is expected to take, in milliseconds */
    static MoveLine of(RunReport run, MoveReport move, Optional<Long> silent, List<EventReport> log) {
        return new MoveLine(move, dots(move), Button.of(run, move, silent, Visitor.now()), log);
    }

    private static List<Dot> dots(MoveReport move) {
        return PHASES.stream().map(phase -> dot(move, phase)).toList();
    }

    private static Dot dot(MoveReport move, String phase) {
        List<PhaseReport> stays = move.phases().stream()
                .filter(stay -> stay.phase().equals(phase) && !stay.homeward())
                .toList();
        if (stays.isEmpty()) {
            return new Dot(phase, "open", "○");
        }
        return stays.getLast().ended().isPresent() ? new Dot(phase, "done", "●") : new Dot(phase, "now", "◐");
    }

    /** {@code 3 of 9 phases, now full-sync}. */
    public String phases() {
        long begun = dots.stream().filter(dot -> !dot.state().equals("open")).count();
        return begun + " of " + PHASES.size() + " phases"
                + dots.stream()
                        .filter(dot -> dot.state().equals("now"))
                        .map(dot -> ", now " + dot.phase())
                        .findFirst()
                        .orElse("");
    }

    /** Hundredths of the bytes that are expected. */
    public int percent() {
        return move.bytesTotal() <= 0 ? 0 : (int) Math.clamp(move.bytesDone() * WHOLE / move.bytesTotal(), 0, WHOLE);
    }

    /** For ids of elements. */
    public String key() {
        return "m-" + move.row() + "-" + move.id().replace('.', '-');
    }
}
