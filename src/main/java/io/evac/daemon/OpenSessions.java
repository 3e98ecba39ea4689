package io.evac.daemon;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which sessions each person has, and when they were seen last: nobody has more than a few, or a password would be enough to fill
 * the memory. What ends is forgotten by itself, however it ends. Thread-safe.
 */
final class OpenSessions {
    static final int MOST = 20;
    private static final String SEAT = "evac.seat";

    private final Map<String, List<Seat>> seats = new HashMap<>();

    /** A session in its person's hands; the container says when it is over, or another's. */
    private final class Seat implements HttpSessionBindingListener {
        private final String who;
        private final HttpSession session;
        private volatile Instant seen;

        Seat(String who, HttpSession session, Instant seen) {
            this.who = who;
            this.session = session;
            this.seen = seen;
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent ended) {
            leave(this);
        }
    }

    /** One more of that person, in place of the one that was seen longest ago if there are too many. */
    void add(String who, HttpSession session, Instant now) {
        // Who logs in again, maybe as another, keeps the session.
        session.removeAttribute(SEAT);
        Seat seat = new Seat(who, session, now);
        List<Seat> over = enter(seat);
        session.setAttribute(SEAT, seat);
        // Not under our lock: the container has one of its own, and asks for ours within it.
        over.forEach(OpenSessions::end);
    }

    private synchronized List<Seat> enter(Seat seat) {
        List<Seat> theirs = seats.computeIfAbsent(seat.who, who -> new ArrayList<>());
        List<Seat> over = new ArrayList<>();
        while (theirs.size() >= MOST) {
            Seat oldest = theirs.stream()
                    .min(Comparator.comparing(other -> other.seen))
                    .orElseThrow();
            theirs.remove(oldest);
            over.add(oldest);
        }
        theirs.add(seat);
        return over;
    }

    private synchronized void leave(Seat seat) {
        seats.computeIfPresent(seat.who, (who, theirs) -> {
            theirs.remove(seat);
            return theirs.isEmpty() ? null : theirs;
        });
    }

    private static void end(Seat seat) {
        try {
            seat.session.invalidate();
        } catch (IllegalStateException overAlready) {
            // It was to end, and has.
        }
    }

    /** When it was seen last; empty for one that nobody has come in by. */
    static Optional<Instant> seen(HttpSession session) {
        return Optional.ofNullable(session.getAttribute(SEAT) instanceof Seat seat ? seat.seen : null);
    }

    /** It is in use now. */
    static void see(HttpSession session, Instant now) {
        if (session.getAttribute(SEAT) instanceof Seat seat) {
            seat.seen = now;
        }
    }

    /** How many there are of all people. */
    synchronized int count() {
        return seats.values().stream().mapToInt(List::size).sum();
    }
}
