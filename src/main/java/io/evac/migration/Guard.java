package io.evac.migration;

import io.evac.inventory.InstanceName;
import java.time.Duration;

/**
 * The guard of one host: it keeps one numbered record per instance and is the only one that starts, stops and fences
 * there while a move is in flight ({@code docs/cutover.md}). Thread-safe.
 *
 * <p>Every method answers the facts after the call. Every effect is idempotent: the same call again answers the same
 * facts. All throw {@link GuardRefusedException} when the guard refuses (nothing happened) and {@link
 * GuardUnreachableException} when it could not be asked or its answer was lost.
 */
public interface Guard {
    /** Facts; changes nothing and needs no ticket. */
    GuardFacts observe(InstanceName instance);

    /** The highest epoch that this guard has seen, of whichever instance; changes nothing and needs no ticket. */
    long highestEpoch();

    /**
     * Takes over the last record under the ticket's epoch; kills and awaits every older call. Refused for an older
     * epoch, and for an equal epoch of another owner. A fence that lost its rename gets it now, where the copy is
     * observed stopped; else the facts say FENCED and in place.
     */
    GuardFacts adopt(InstanceName instance, Ticket ticket);

    /** OPEN or given back: brings a running or stopped instance under the guard, with its definition and wish. */
    GuardFacts open(InstanceName instance, Ticket ticket, Definition definition);

    /**
     * ABSENT, RECEIVING, REVOKED, SEALED, or FENCED (a parked copy that receives its way home) become
     * RECEIVING(attempt). Refused when an instance of that name is in place.
     */
    GuardFacts reserve(InstanceName instance, Ticket ticket, Definition definition);

    /**
     * OPEN, RELEASED, ACTIVATING or ACTIVE become QUIESCED(n), the dead-man timer runs for {@code budget}, then the
     * instance is stopped. Returns when it is observed stopped, or has not stopped within its timeout: the facts tell.
     */
    GuardFacts quiesce(InstanceName instance, Ticket ticket, int n, Duration budget);

    /**
     * As {@link #quiesce}, for an instance whose stop hands it over to the destination: it runs on for as long as its stop
     * may take, and {@code budget} begins when it is seen stopped.
     */
    GuardFacts handOver(InstanceName instance, Ticket ticket, int n, Duration budget);

    /** QUIESCED(n) becomes RELEASED(n) and the instance is started again here; no-op where it is RELEASED(n). */
    GuardFacts release(InstanceName instance, Ticket ticket, int n);

    /**
     * RELEASED or ACTIVE become OPEN: the move is over here, the platform's autostart is as wished again. Refused while
     * what is to run does not.
     */
    GuardFacts giveBack(InstanceName instance, Ticket ticket);

    /** RECEIVING(attempt) becomes SEALED(n, digest); no receiver is alive afterwards. */
    GuardFacts seal(InstanceName instance, Ticket ticket, int n, String digest);

    /** RECEIVING or SEALED become REVOKED: it can no longer be activated. */
    GuardFacts revoke(InstanceName instance, Ticket ticket);

    /** QUIESCED(n) becomes FENCED; refused unless observed stopped and on the same boot. */
    GuardFacts fence(InstanceName instance, Ticket ticket, int n);

    /** SEALED(n) becomes ACTIVATING, the copy is put in place and started, then ACTIVE when observed running. */
    GuardFacts activate(InstanceName instance, Ticket ticket, int n, boolean start);

    /**
     * FENCED becomes ACTIVATING, then ACTIVE: the parked copy runs here again. Without {@code start} it becomes ACTIVE as
     * it is, and is not to run.
     */
    GuardFacts unfence(InstanceName instance, Ticket ticket, boolean start);

    /** Runs the instance's health check once. True when healthy or when there is no check and it runs. */
    boolean healthy(InstanceName instance, Duration timeout);

    /**
     * FENCED becomes FINALIZING, the parked copy is deleted, then ABSENT; also when a way home was begun onto it (RECEIVING,
     * REVOKED).
     */
    GuardFacts finish(InstanceName instance, Ticket ticket);

    /** REVOKED or RECEIVING become ABSENT and the incomplete copy is deleted. Refused for a complete one. */
    GuardFacts discard(InstanceName instance, Ticket ticket);
}
