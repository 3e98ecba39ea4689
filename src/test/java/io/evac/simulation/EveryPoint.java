package io.evac.simulation;

import io.evac.plan.MigrationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The exhaustive set: every kind of fault at every point of a few plain stories, and a second kill behind every kill. */
final class EveryPoint {
    /** How many points behind a kill its successor is killed, too. */
    private static final int BEHIND = 40;

    private record Plain(String name, Setting setting, boolean home) {}

    private static final List<Plain> PLAIN = List.of(
            new Plain("semi-live, finalized", semiLive(true, Setting.Trait.WELL), false),
            new Plain("semi-live, home again", semiLive(true, Setting.Trait.WELL), true),
            new Plain("semi-live, sick there", semiLive(true, Setting.Trait.SICK), false),
            new Plain("cold, home again", Setting.of(MigrationType.COLD, true, Setting.Trait.WELL), true),
            new Plain("stopped, finalized", Setting.of(MigrationType.COLD, false, Setting.Trait.WELL), false),
            new Plain("slow to stop", semiLive(true, Setting.Trait.SLOW_TO_STOP), false));

    private EveryPoint() {}

    private static Setting semiLive(boolean running, Setting.Trait trait) {
        return Setting.of(MigrationType.SEMI_LIVE, running, trait);
    }

    private static Story story(Plain plain, Map<Long, Kind> faults, Mutant mutant, Coverage coverage) {
        return new Story(
                new Chance(7),
                plain.setting(),
                Schedule.of(faults),
                mutant,
                coverage,
                story -> new PlainCourse(plain.home()));
    }

    static List<String> play(Mutant mutant, Coverage coverage) {
        List<String> broken = new ArrayList<>();
        for (Plain plain : PLAIN) {
            Story calm = story(plain, Map.of(), mutant, coverage);
            Seeds.outcome(calm).ifPresent(why -> broken.add(plain.name() + ", calm: " + why));
            for (long point = 1; point <= calm.troubles.points(); point++) {
                for (Kind kind : Kind.values()) {
                    play(plain, Map.of(point, kind), mutant, coverage).ifPresent(broken::add);
                }
                for (long second = point + 1; second <= point + BEHIND; second++) {
                    play(plain, Map.of(point, Kind.KILL, second, Kind.KILL), mutant, coverage)
                            .ifPresent(broken::add);
                }
            }
        }
        return broken;
    }

    private static Optional<String> play(Plain plain, Map<Long, Kind> faults, Mutant mutant, Coverage coverage) {
        Story story = story(plain, faults, mutant, coverage);
        return Seeds.outcome(story).map(why -> plain.name() + " with " + faults + ": " + why);
    }
}
