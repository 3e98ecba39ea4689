package io.evac.run;

import io.evac.plan.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A move that the journal says is due for a leg.
 *
 * @param homeward whether its walk goes home
 * @param ordered whether it is due because it is ordered home, and as long as it is
 * @param underWay whether its instance may be stopped by our hand already: no window holds that back
 * @param cutover how long a cutover may take, its undoing included
 * @param copiedAt when its copy was up to date, or was last to be brought so; empty before the first round
 */
record DueMove(
        Move move, boolean homeward, boolean ordered, boolean underWay, Duration cutover, Optional<Instant> copiedAt) {

    /** The same behind another round. */
    DueMove toppedUp(Duration newCutover, Instant at) {
        return new DueMove(move, homeward, ordered, underWay, newCutover, Optional.of(at));
    }
}
