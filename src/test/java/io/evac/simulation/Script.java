package io.evac.simulation;

import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Rate;
import io.evac.migration.MoveState;
import io.evac.plan.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A scenario's script.yaml.
 *
 * @param row of the fault table, in its words
 * @param phases of the fault table
 * @param then what happens and is typed when all is at rest, one after the other
 */
record Script(
        String row,
        List<String> phases,
        List<Guest> guests,
        Policy policy,
        Rate link,
        List<Incident> faults,
        List<Act> then,
        List<End> ends,
        List<Refused> refused) {

    /** An instance before everything: {@code writes} bytes per second while it runs. */
    record Guest(InstanceRef ref, long disk, long writes, boolean running, Setting.Trait behaves) {}

    /**
     * Something that happens at a point.
     *
     * @param text as the script has it
     * @param time at which of such points, from 1
     */
    record Incident(String text, Where where, int time, Happening what) {}

    /** What happens. */
    sealed interface Happening {}

    /** @param noticed after which time somebody starts the next orchestrator, if this one dies of it */
    record Wrong(Deed deed, Duration noticed) implements Happening {}

    /** Somebody types. */
    record Typed(Command command) implements Happening {}

    /** One thing after the other, when all is at rest. */
    sealed interface Act {}

    record Type(Command command) implements Act {}

    record Happen(String text, Deed deed) implements Act {}

    record PowerOn(HostName host) implements Act {}

    record Pass(Duration time) implements Act {}

    /** Where a move must have ended. */
    record End(String instance, MoveState state, Optional<String> code, List<HostName> runs) {}

    /** A row of the list that must have been refused. */
    record Refused(int row, String code) {}
}
