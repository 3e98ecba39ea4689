package io.evac.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Stories by seed: played, shrunk, told. */
final class Seeds {
    /** Stories from this seed on have windows. */
    static final long WINDOWED = 1_000_000_000L;

    private static final int ENOUGH = 5;

    private Seeds() {}

    static Story story(long seed, Mutant mutant, Coverage coverage, Optional<Set<Long>> only) {
        Chance chance = new Chance(seed);
        Schedule random = Schedule.random(chance);
        Setting setting = Setting.random(chance);
        return new Story(
                chance,
                seed < WINDOWED ? setting : setting.in(Nights.random(chance, Story.BEGINNING)),
                new Drawn(only.map(random::only).orElse(random), chance),
                mutant,
                coverage,
                story -> chance.oneIn(2, "operators", 0) ? new Operator(story, chance) : Commands.NONE);
    }

    /** Plays seeds until so many are broken that more would say nothing new; what broke, each with its command. */
    static List<String> play(long from, long count, Mutant mutant, Coverage coverage) {
        List<String> broken = new ArrayList<>();
        for (long seed = from; seed < from + count && broken.size() < ENOUGH; seed++) {
            Story story = story(seed, mutant, coverage, Optional.empty());
            Optional<String> why = outcome(story);
            if (why.isPresent()) {
                broken.add(shrunk(
                        seed, mutant, why.get(), story.troubles.happened().keySet()));
            }
        }
        return broken;
    }

    static Optional<String> outcome(Story story) {
        try {
            return story.play();
        } catch (RuntimeException defect) {
            story.say("exception", defect.toString());
            return Optional.of("exception: " + defect + " at " + defect.getStackTrace()[0]);
        }
    }

    /** Leaves out every fault without which the story still breaks. */
    private static String shrunk(long seed, Mutant mutant, String why, Set<Long> faults) {
        Set<Long> needed = new TreeSet<>(faults);
        for (long fault : List.copyOf(needed)) {
            Set<Long> fewer = new TreeSet<>(needed);
            fewer.remove(fault);
            if (outcome(story(seed, mutant, new Coverage(), Optional.of(fewer))).isPresent()) {
                needed = fewer;
            }
        }
        Story least = story(seed, mutant, new Coverage(), Optional.of(needed));
        String left = outcome(least).orElse(why);
        String points = needed.toString().replaceAll("[\\[\\] ]", "");
        return "seed " + seed + " with " + least.troubles.happened().values() + ": " + left + "\n  replay: -Devac.seed="
                + seed + " -Devac.only=" + points;
    }

    /** The whole story of a seed, and what broke. */
    static String told(long seed, Optional<Set<Long>> only) {
        Story story = story(seed, Mutant.REAL, new Coverage(), only);
        Telling telling = new Telling(story.clock);
        story.heardBy(telling);
        String end = outcome(story).map(why -> "BROKEN: " + why).orElse("every invariant held");
        return telling + "\n" + end;
    }

    static String told(long seed) {
        return told(seed, Optional.empty());
    }
}
