package io.evac.simulation;

import io.evac.migration.MoveState;
import io.evac.migration.MoveTransitions;
import io.evac.migration.Phase;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a set of stories has gone through. */
final class Coverage {
    private final Map<Kind, Long> faults = new EnumMap<>(Kind.class);
    private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    private final Map<MoveState, Long> ends = new EnumMap<>(MoveState.class);
    private final Map<String, Long> transitions = new TreeMap<>();
    private final Map<String, Long> guardChanges = new TreeMap<>();
    private long stories;
    private long events;
    private long points;

    void fault(Kind kind) {
        faults.merge(kind, 1L, Long::sum);
    }

    void phase(Phase phase) {
        phases.merge(phase, 1L, Long::sum);
    }

    void transition(MoveState from, MoveState to) {
        if (from != to) {
            transitions.merge(word(from, to), 1L, Long::sum);
        }
    }

    private static String word(MoveState from, MoveState to) {
        return from.word() + " > " + to.word();
    }

    void guard(String from, String to) {
        guardChanges.merge(from + " > " + to, 1L, Long::sum);
    }

    void event() {
        events++;
    }

    void point() {
        points++;
    }

    void story() {
        stories++;
    }

    void end(MoveState state) {
        ends.merge(state, 1L, Long::sum);
    }

    Map<MoveState, Long> ends() {
        return ends;
    }

    long stories() {
        return stories;
    }

    /** Kinds of faults that never happened. */
    List<Kind> missingFaults() {
        return java.util.Arrays.stream(Kind.values())
                .filter(kind -> !faults.containsKey(kind))
                .toList();
    }

    List<Phase> missingPhases() {
        return java.util.Arrays.stream(Phase.values())
                .filter(phase -> !phases.containsKey(phase))
                .toList();
    }

    /** Changes of a move's state that the table allows and no story went through. */
    List<String> missingTransitions() {
        return MoveTransitions.ALL.stream()
                .map(allowed -> word(allowed.from(), allowed.to()))
                .filter(word -> !transitions.containsKey(word))
                .distinct()
                .toList();
    }

    /** The figures, for people. */
    String figures() {
        return "stories " + stories + ", points " + points + ", events on hosts " + events
                + "\nfaults " + faults
                + "\nphases " + phases
                + "\nmove states " + transitions.size() + " of " + MoveTransitions.ALL.size() + " transitions: "
                + transitions
                + "\nguard records " + guardChanges.size() + " transitions: " + guardChanges
                + "\nends " + ends;
    }
}
