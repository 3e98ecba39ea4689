package io.evac.cli;

import io.evac.report.BoxScore;
import io.evac.report.MoveReport;
import io.evac.report.MoveReport.PhaseReport;
import io.evac.report.Plain;
import io.evac.report.RunReport;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One line per transition: for logs, pipes and people without a terminal. */
final class PlainView implements View {
    private static final Set<String> SETTLED = Set.of("moved", "verified", "finalized", "rolled-back", "cancelled");
    private final PrintStream err;
    private final Map<String, Seen> seen = new HashMap<>();
    private String state = "";
    private boolean over;

    /** What was last said of a move. */
    private record Seen(int phases, String state, String waiting) {}

    PlainView(PrintStream err) {
        this.err = err;
    }

    @Override
    public synchronized void show(RunReport run) {
        if (over) {
            return;
        }
        run.moves().forEach(this::move);
        if (!run.state().equals(state)) {
            state = run.state();
            err.println(run.id() + " " + state + "  " + BoxScore.line(run));
        }
    }

    private void move(MoveReport move) {
        Seen before = seen.computeIfAbsent(move.id(), first -> joined(move));
        String name = Plain.line(move.from() + "/" + move.instance()) + " → " + Plain.line(move.to());
        for (PhaseReport phase : move.phases()
                .subList(
                        Math.min(before.phases(), move.phases().size()),
                        move.phases().size())) {
            err.println(name + "  " + phase.phase() + (phase.attempt() > 1 ? " #" + phase.attempt() : "")
                    + (phase.homeward() ? " homeward" : ""));
        }
        String waiting = move.waitingFor().orElse("");
        if (!waiting.isEmpty() && !waiting.equals(before.waiting())) {
            err.println(name + "  waiting: " + Plain.line(waiting));
        }
        if (!move.state().equals(before.state())) {
            err.println(name + "  " + move.state()
                    + move.message().map(text -> ": " + Plain.line(text)).orElse(""));
        }
        Seen now = new Seen(move.phases().size(), move.state(), waiting);
        if (!Objects.equals(before, now)) {
            seen.put(move.id(), now);
        }
    }

    /** What happened before somebody looked is not told again, except what is open and what went wrong. */
    private Seen joined(MoveReport move) {
        boolean over = SETTLED.contains(move.state());
        int phases = Math.max(0, move.phases().size() - (over ? 0 : 1));
        return new Seen(phases, over ? move.state() : "planned", "");
    }

    @Override
    public synchronized void end() {
        over = true;
        err.flush();
    }
}
