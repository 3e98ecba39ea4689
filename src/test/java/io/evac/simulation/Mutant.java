package io.evac.simulation;

import io.evac.migration.Guards;
import io.evac.migration.Itinerary;
import io.evac.migration.Journal;
import io.evac.schedule.Window;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A deliberate breakage of the protocol: at its guards, its journal, its phases or its windows; the real one changes nothing. */
record Mutant(
        BiFunction<Story, Guards, Guards> guards,
        BiFunction<Story, Journal, Journal> journal,
        BiFunction<Story, Itinerary, Itinerary> itinerary,
        UnaryOperator<Optional<Window>> window) {
    static final Mutant REAL = new Mutant(
            (story, guards) -> guards,
            (story, journal) -> journal,
            (story, itinerary) -> itinerary,
            UnaryOperator.identity());

    static Mutant of(BiFunction<Story, Guards, Guards> guards) {
        return new Mutant(guards, REAL.journal(), REAL.itinerary(), REAL.window());
    }
}
