package io.evac.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which fault happens at which point of a story; points are numbered from 1. */
interface Schedule {
    /** @param call whether the point is a call to a host, or else a write to the journal */
    Optional<Kind> at(long point, boolean call);

    Schedule NOTHING = (point, call) -> Optional.empty();

    /** These faults at these points where they can happen, and nothing else. */
    static Schedule of(Map<Long, Kind> faults) {
        return (point, call) -> Optional.ofNullable(faults.get(point))
                .filter(kind -> Kind.at(call).contains(kind));
    }

    /** Of the faults of another schedule only those at these points: what a story is shrunk by. */
    default Schedule only(Set<Long> points) {
        return (point, call) -> points.contains(point) ? at(point, call) : Optional.empty();
    }

    /** So many faults by chance: none or several. */
    static Schedule random(Chance chance) {
        double rate = 0.005 + chance.real("rate", 0) * 0.05;
        List<Kind> calls = Kind.at(true);
        List<Kind> writes = Kind.at(false);
        // A story with one kind over and over is another story than one with something of everything.
        boolean narrow = chance.oneIn(4, "narrow", 0);
        return (point, call) -> {
            if (chance.real("fault", point) >= rate) {
                return Optional.empty();
            }
            List<Kind> kinds = call ? calls : writes;
            return Optional.of(chance.of(kinds, "kind", narrow ? 0 : point));
        };
    }
}
