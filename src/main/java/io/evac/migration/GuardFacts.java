package io.evac.migration;

import io.evac.inventory.RunState;
import java.time.Duration;
import java.util.Optional;

/**
 * What a guard says about one instance on its host: facts, no opinions.
 *
 * @param record number of the last record; 0 when there is none
 * @param n the quiesce number (timer) of the last record that carried one; 0 for none
 * @param attempt of the last record; 0 for none
 * @param epoch of the last record; 0 for none
 * @param owner who wrote it: installation and run; empty for none
 * @param running what the driver's status says now
 * @param receivers receiver processes alive
 * @param timerLeft what is left of timer N while QUIESCED
 * @param digest of the sealed copy
 * @param bootChanged whether the host has booted since the last QUIESCED record
 * @param inPlace whether the instance's directory or definition is where it can be started
 * @param away whether a parked or arriving copy is there
 * @param autostart the wish of the definition in the last record: whether it is to start at boot
 * @param message what the call that answered them has to say besides; empty for nothing
 */
public record GuardFacts(
        GuardState state,
        long record,
        int n,
        int attempt,
        long epoch,
        String owner,
        RunState running,
        int receivers,
        Optional<Duration> timerLeft,
        Optional<String> digest,
        boolean bootChanged,
        boolean inPlace,
        boolean away,
        boolean autostart,
        String message) {
    /**
     * Whether what is in place there is in nobody's hand: never touched, given back, or brought back by people to where it was
     * finalized, whatever the record says of an earlier move.
     */
    boolean asFound() {
        return inPlace && !away && nobodys();
    }

    /** Whether nothing is there, in the same way. */
    boolean nothing() {
        return !inPlace && !away && nobodys();
    }

    private boolean nobodys() {
        return state == GuardState.OPEN || state == GuardState.ABSENT;
    }
}
