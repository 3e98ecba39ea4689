package io.evac.simulation;

import io.evac.migration.Guards;
import io.evac.migration.Itinerary;
import io.evac.migration.Journal;
import java.util.function.BiFunction;

/** A deliberate breakage of the protocol: at its guards, its journal or its phases; the real one changes nothing. */
record Mutant(
        BiFunction<Story, Guards, Guards> guards,
        BiFunction<Story, Journal, Journal> journal,
        BiFunction<Story, Itinerary, Itinerary> itinerary) {
    static final Mutant REAL =
            new Mutant((story, guards) -> guards, (story, journal) -> journal, (story, itinerary) -> itinerary);

    static Mutant of(BiFunction<Story, Guards, Guards> guards) {
        return new Mutant(guards, REAL.journal(), REAL.itinerary());
    }
}
