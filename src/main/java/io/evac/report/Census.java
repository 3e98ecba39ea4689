package io.evac.report;

import java.util.Map;

/**
 * How much there is of what, over all daemons of a database.
 *
 * @param runs runs by state word; states without runs are left out
 * @param moves moves by state word, of runs that are not over; states without moves are left out
 * @param cutovers moves of them that are being cut over: their instances may be down by our hand
 * @param leases runs that a daemon works on now
 * @param unattended runs that were begun and that nobody works on: whoever did is gone
 */
public record Census(Map<String, Integer> runs, Map<String, Integer> moves, int cutovers, int leases, int unattended) {
    public Census {
        runs = Map.copyOf(runs);
        moves = Map.copyOf(moves);
    }
}
