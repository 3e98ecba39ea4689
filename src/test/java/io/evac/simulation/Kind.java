package io.evac.simulation;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What can go wrong at one point of a story. */
public enum Kind {
    /** The orchestrator is killed. */
    KILL(true, true),
    /** The orchestrator is killed, and the database is restored from an older backup before the next one starts. */
    RESTORED(true, true),
    /** The orchestrator stands still past its lease while another one takes over; then it goes on. */
    PAUSE(true, true),
    /** A second orchestrator on the same database comes up beside the first. */
    SECOND(true, true),
    /** Another installation that knows nothing of this one works on the same instances meanwhile. */
    OTHER(true, true),
    /** Another move of the same run is worked on meanwhile. */
    INTERLEAVED(true, false),
    /** The host could not be asked, once. */
    UNREACHABLE(true, false),
    /** The host's link is down for a while. */
    LINK_CUT(true, false),
    /** The connection died before the effect. */
    LOST_REQUEST(true, false),
    /** The connection died after the effect. */
    LOST_ANSWER(true, false),
    /** The connection died; the call, or the receiver of a transfer, goes on and lands later. */
    LATE(true, false),
    /** The call takes long. */
    SLOW(true, false),
    /** The dead-man timer fires beside the call. */
    TIMER(true, false),
    /** The host boots before the call. */
    REBOOT(true, false),
    /** The host is off for a while, perhaps until somebody repairs it. */
    POWER_LOSS(true, false),
    DISK_FULL(true, false),
    /** Bytes of the arriving copy change. */
    CORRUPT(true, false),
    /** People stop the instance where it runs. */
    STOPPED_BY_PEOPLE(true, false),
    /** People start the instance where it was. */
    STARTED_BY_PEOPLE(true, false),
    /** People move a fenced copy back and start it. */
    PUT_BACK(true, false),
    /** People delete the copy that the move comes from. */
    DELETED(true, false),
    /** People change what the instance is. */
    RECONFIGURED(true, false),
    /** The database is away for a while. */
    DATABASE_AWAY(false, true),
    /** The commit happened, and its acknowledgement was lost. */
    LOST_COMMIT(false, true),
    /** The orchestrator's clock jumps by up to an hour. */
    CLOCK_STEP(true, true);

    private static final Set<Kind> PEOPLE =
            EnumSet.of(STOPPED_BY_PEOPLE, STARTED_BY_PEOPLE, PUT_BACK, DELETED, RECONFIGURED);

    private final boolean calls;
    private final boolean writes;

    Kind(boolean calls, boolean writes) {
        this.calls = calls;
        this.writes = writes;
    }

    /** The kinds that can happen at a call to a host, or else at a write to the journal. */
    static List<Kind> at(boolean call) {
        return Arrays.stream(values())
                .filter(kind -> call ? kind.calls : kind.writes)
                .toList();
    }

    boolean people() {
        return PEOPLE.contains(this);
    }
}
