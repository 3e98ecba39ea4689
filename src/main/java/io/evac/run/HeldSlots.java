package io.evac.run;

import io.evac.inventory.HostName;
import io.evac.migration.Progress;
import io.evac.migration.Slots;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Slots that a move can be given before its leg begins, so that it waits where waiting is cheap and a stop is seen at
 * once. The migrator's own claim is then served from what the move holds; every other claim goes to the queue.
 */
public final class HeldSlots implements Slots {
    private final Slots queue;
    private final Map<MoveId, Held> held = new ConcurrentHashMap<>();

    /** @param throughout whether it is kept until the leg ends, or given back when the migrator is done with it */
    private record Held(Claim claim, HostName from, HostName to, boolean throughout) {}

    /** @param queue the one queue, of which nothing else may claim */
    public HeldSlots(Slots queue) {
        this.queue = queue;
    }

    /**
     * Waits for what the move needs on its way; held until the answer is closed.
     *
     * @param throughout whether several rounds are to be served from it, or only the first claim
     */
    Claim hold(Move move, boolean throughout, Progress progress) throws InterruptedException {
        // Everybody's cutover waits for the canaries, and as the smallest they stand last in the plan's order.
        int priority = move.band() == Partition.CANARIES ? Integer.MAX_VALUE : move.priority();
        Claim claim = queue.claim(move.id(), move.from(), move.to(), priority, progress);
        Held mine = new Held(claim, move.from(), move.to(), throughout);
        held.put(move.id(), mine);
        return () -> {
            held.remove(move.id(), mine);
            claim.close();
        };
    }

    @Override
    public Claim claim(MoveId move, HostName from, HostName to, int priority, Progress progress)
            throws InterruptedException {
        Held mine = held.get(move);
        if (mine == null) {
            return queue.claim(move, from, to, priority, progress);
        }
        boolean fits = mine.from().equals(from) && mine.to().equals(to);
        if (fits && mine.throughout()) {
            return () -> {};
        }
        held.remove(move, mine);
        if (fits) {
            return mine.claim();
        }
        // The walk turned round: nobody may wait for one slot while holding another.
        mine.claim().close();
        return queue.claim(move, from, to, priority, progress);
    }
}
