package io.evac.run;

import io.evac.plan.Move;

/**
 * A move that the journal says is due for a leg.
 *
 * @param homeward whether its walk goes home
 */
record DueMove(Move move, boolean homeward) {}
