package io.evac.run;

import io.evac.plan.Move;
import java.time.Duration;

/**
 * A move that the journal says is due for a leg.
 *
 * @param homeward whether its walk goes home
 * @param ordered whether it is due because it is ordered home, and as long as it is
 * @param underWay whether its instance may be stopped by our hand already: no window holds that back
 * @param cutover how long a cutover may take, its undoing included
 */
record DueMove(Move move, boolean homeward, boolean ordered, boolean underWay, Duration cutover) {}
