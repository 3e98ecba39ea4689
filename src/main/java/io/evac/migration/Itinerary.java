package io.evac.migration;

import java.util.List;

/** The phases of a move, in order: a list you can read. */
public record Itinerary(List<PhaseAction> actions) {
    public Itinerary {
        actions = List.copyOf(actions);
    }
}
