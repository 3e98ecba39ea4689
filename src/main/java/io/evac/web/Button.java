package io.evac.web;

import io.evac.report.MoveReport;
import io.evac.report.Plain;
import io.evac.report.RunReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A button: a verb on a run, or on one of its moves.
 *
 * @param move id of the move; empty for all of the run
 * @param text names the object and the consequence
 * @param typed the same on the command line
 */
record Button(RunVerb verb, String run, Optional<String> move, String text, String typed) {
    private static final Set<String> OVER = Set.of("failed", "cancelled", "needs-attention");
    private static final Set<String> ARRIVED = Set.of("moved", "verified");
    private static final Set<String> OPEN = Set.of("planned", "queued", "running", "waiting");
    private static final String HELD = "EVAC-550";

    /** Where a form is sent to. */
    public String action() {
        return "/runs/" + run + "/" + verb.word();
    }

    /** Where one is asked once more. */
    public String confirm() {
        return "/runs/" + run + "/confirm/" + verb.word();
    }

    /** Everything that can be done to the run as a whole now, by this visitor; what goes home is named, one by one. */
    static List<Button> of(RunReport run, Visitor visitor) {
        List<RunVerb> verbs = new ArrayList<>();
        boolean open = run.moves().stream().anyMatch(move -> OPEN.contains(move.state()));
        switch (run.state()) {
            case "planned", "scheduled", "running", "waiting" -> verbs.add(RunVerb.PAUSE);
            case "paused", "interrupted", "needs-attention", "finished-with-failures" -> {
                if (open) {
                    verbs.add(RunVerb.RESUME);
                }
            }
            default -> {}
        }
        if (has(run, OVER)) {
            verbs.add(RunVerb.RETRY);
        }
        if (open) {
            verbs.add(RunVerb.CANCEL);
        }
        if (run.moves().stream().anyMatch(Button::parked)) {
            verbs.add(RunVerb.FINALIZE);
        }
        return verbs.stream()
                .filter(verb -> visitor.may(verb.role()))
                .map(verb -> whole(run, verb))
                .toList();
    }

    /**
     * Everything that can be done to a move now, by this visitor.
     *
     * @param silent how long a cutover is expected to take, in milliseconds
     */
    static List<Button> of(RunReport run, MoveReport move, Optional<Long> silent, Visitor visitor) {
        List<RunVerb> verbs = new ArrayList<>();
        boolean held = move.code().filter(HELD::equals).isPresent();
        if (move.mayStillWait()) {
            verbs.addAll(List.of(RunVerb.CUTOVER, RunVerb.HOLD, RunVerb.AT));
        }
        if (OPEN.contains(move.state())) {
            verbs.addAll(List.of(held ? RunVerb.RESUME : RunVerb.PAUSE, RunVerb.CANCEL));
        }
        if (OVER.contains(move.state())) {
            verbs.add(RunVerb.RETRY);
        }
        if (move.state().equals("needs-attention")) {
            verbs.add(RunVerb.CANCEL);
        }
        if (ARRIVED.contains(move.state())) {
            verbs.add(RunVerb.ROLLBACK);
        }
        if (parked(move)) {
            verbs.add(RunVerb.FINALIZE);
        }
        return verbs.stream()
                .filter(verb -> visitor.may(verb.role()))
                .map(verb -> one(run, verb, move, silent))
                .toList();
    }

    /** Whether it has a copy that may be deleted: it is verified, or back home. */
    private static boolean parked(MoveReport move) {
        return move.parked().isPresent() && Set.of("verified", "rolled-back").contains(move.state());
    }

    private static boolean has(RunReport run, Set<String> states) {
        return run.moves().stream().anyMatch(move -> states.contains(move.state()));
    }

    /** The button for a verb on the whole run. */
    static Button whole(RunReport run, RunVerb verb) {
        String object = switch (verb) {
            case RETRY -> "all that failed in " + run.id();
            case ROLLBACK -> "all that arrived in " + run.id();
            case FINALIZE -> "all that is verified or back home in " + run.id();
            case PAUSE, RESUME, HOLD, AT, CANCEL, CUTOVER -> "all of " + run.id();
        };
        return new Button(verb, run.id(), Optional.empty(), verb.on(object), verb.typed(run.id(), Optional.empty()));
    }

    /** The button for a verb on one move. */
    static Button one(RunReport run, RunVerb verb, MoveReport move, Optional<Long> silent) {
        String text = verb.on(move.instance());
        if (verb == RunVerb.CUTOVER) {
            text += silent.map(millis -> ": about " + Plain.duration(Duration.ofMillis(millis)) + " silent")
                    .orElse("");
        } else if (verb == RunVerb.ROLLBACK) {
            text += " to " + move.from();
        } else if (verb == RunVerb.FINALIZE) {
            text += move.parked().map(copy -> " on " + copy.host()).orElse("");
        }
        return new Button(
                verb,
                run.id(),
                Optional.of(move.id()),
                text,
                verb.typed(run.id(), Optional.of(move.from() + "/" + move.instance())));
    }
}
