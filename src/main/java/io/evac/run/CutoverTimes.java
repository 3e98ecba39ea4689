package io.evac.run;

import io.evac.migration.Slots;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.run.CutoverWish.Hours;
import io.evac.run.CutoverWish.Kind;
import io.evac.schedule.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** When the moves of a run may stop their instances: its window, and what people want of single ones. Thread-safe. */
final class CutoverTimes {
    private final Map<MoveId, CutoverWish> wishes = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile Optional<Window> window;
    private volatile int windows;
    private volatile boolean postponed;

    CutoverTimes(Optional<Window> window, Map<MoveId, CutoverWish> wishes) {
        this.window = window;
        this.wishes.putAll(wishes);
    }

    /** The run's; empty for at any time. */
    Optional<Window> window() {
        return window;
    }

    synchronized void window(Optional<Window> next) {
        if (next.filter(it -> !window.map(Window::opens).equals(Optional.of(it.opens())))
                .isPresent()) {
            // They were chosen for the opening that has passed.
            wishes.values().removeIf(wish -> wish.hours() == Hours.EARLY);
        }
        window = next;
        postponed = false;
        windows++;
    }

    /** How many windows have come since: what waits on behind the last one stands in nobody's way then. */
    int windows() {
        return windows;
    }

    /** The one that holds for a move. */
    Optional<Window> window(MoveId move) {
        return wish(move).filter(it -> it.hours() == Hours.ANY).isPresent() ? Optional.empty() : window;
    }

    void wish(MoveId move, CutoverWish wish) {
        wishes.put(move, wish);
    }

    /** All that are wished now. */
    Map<MoveId, CutoverWish> wishes() {
        return Map.copyOf(wishes);
    }

    void wishes(Map<MoveId, CutoverWish> all) {
        wishes.keySet().retainAll(all.keySet());
        wishes.putAll(all);
    }

    void forget(MoveId move) {
        wishes.remove(move);
    }

    private Optional<CutoverWish> wish(MoveId move) {
        return Optional.ofNullable(wishes.get(move));
    }

    /** Whether an operator keeps it from cutting over. */
    boolean held(MoveId move) {
        return wish(move).filter(wish -> wish.kind() == Kind.HOLD).isPresent();
    }

    /** Whether somebody wants it to cut over: then it waits for no canaries, which may have to wait for another window. */
    boolean wanted(MoveId move) {
        return wish(move).filter(wish -> wish.kind() != Kind.HOLD).isPresent();
    }

    /** Why its instance may not be stopped yet; empty when it may. */
    Optional<String> early(Move move, Instant now) {
        Optional<CutoverWish> wish = wish(move.id());
        if (held(move.id())) {
            return Optional.of("evac cutover: an operator holds it back");
        }
        Optional<Instant> time = wish.isPresent() ? wish.get().at() : move.notBefore();
        return window(move.id())
                .filter(it ->
                        wish.filter(wanted -> wanted.hours() == Hours.EARLY).isEmpty())
                .flatMap(it -> it.early(now))
                .or(() -> time.filter(now::isBefore).map(at -> "cutover not before " + at));
    }

    /** Whether a cutover that takes so long must not begin any more; remembered, for the next window is to see to it. */
    boolean tooLate(MoveId move, Instant now, Duration cutover) {
        Optional<Window> judged = window(move);
        boolean late = judged.filter(it -> it.late(now, cutover)).isPresent();
        if (late && judged.equals(window)) {
            postponed = true;
        }
        return late;
    }

    boolean postponed() {
        return postponed;
    }

    /** The same for a cutover that is under way: it has its seat, whatever others have, and waits for none. */
    Slots.Claim taken() {
        underWay.incrementAndGet();
        return underWay::decrementAndGet;
    }

    /** The right to one more cutover under the window's capacity, to be closed; empty when that is used up. */
    Optional<Slots.Claim> seat() {
        int most = window.map(Window::capacity).filter(capacity -> capacity > 0).orElse(Integer.MAX_VALUE);
        int before = underWay.getAndUpdate(now -> now < most ? now + 1 : now);
        return before < most ? Optional.of(underWay::decrementAndGet) : Optional.empty();
    }
}
