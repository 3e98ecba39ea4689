package io.evac.driver.simulated;

import io.evac.inventory.InstanceRef;
import io.evac.migration.GuardState;

/**
 * One copy of an instance as its host has it: what invariants are checked by.
 *
 * @param owner of the guard's last record; empty when it is in no run's hand
 * @param exists whether there are data, in place or away
 * @param epoch of the last record; 0 without one
 * @param complete whether the copy was whole once
 * @param byHand whether it runs because people have started it
 * @param position of its last write
 * @param deadline of the dead-man timer under QUIESCED, wall clock milliseconds; else 0
 */
public record CopyFacts(
        InstanceRef ref,
        GuardState state,
        String owner,
        long epoch,

        boolean inPlace,
        boolean exists,
        boolean complete,
        boolean running,
        boolean byHand,
        long position,
        long deadline) {}
