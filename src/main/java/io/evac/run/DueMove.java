package io.evac.run;

import io.evac.plan.Move;

/**
 * A move that the journal says is due for a leg.
 *
 * @param homeward whether its walk goes home
 * @param ordered whether it is due because it is ordered home, and as long as it is
 */
record DueMove(Move move, boolean homeward, boolean ordered) {}
