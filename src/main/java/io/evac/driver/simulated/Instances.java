package io.evac.driver.simulated;

import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.GuardState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The copies of all instances and what becomes of them by themselves: they write while they run, end a shutdown in their
 * own time, and are started by timers and boot hooks as their records say. Not thread-safe; the world is.
 */
final class Instances {
    private final Clock clock;
    private final Map<InstanceName, Body> bodies = new TreeMap<>();
    private final Map<HostName, Integer> boots = new HashMap<>();
    private final Set<HostName> off = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private Witness witness = Witness.NONE;
    private boolean discardAllowed;

    Instances(Clock clock) {
        this.clock = clock;
    }

    void witness(Witness newWitness) {
        witness = newWitness;
    }

    void allowDiscard() {
        discardAllowed = true;
    }

    List<String> violations() {
        bodies.keySet().forEach(this::settle);
        return List.copyOf(violations);
    }

    void add(InstanceName name, Body body) {
        bodies.put(name, body);
    }

    Body body(InstanceName name) {
        Body body = bodies.get(name);
        if (body == null) {
            throw new IllegalArgumentException("no instance " + name + " in this world");
        }
        return body;
    }

    Copy copy(InstanceRef ref) {
        return body(ref.name()).copies.computeIfAbsent(ref.host(), host -> new Copy(ref));
    }

    List<Copy> on(HostName host) {
        return bodies.values().stream()
                .map(body -> body.copies.get(host))
                .filter(copy -> copy != null)
                .toList();
    }

    int boot(HostName host) {
        return boots.getOrDefault(host, 1);
    }

    boolean isOff(HostName host) {
        return off.contains(host);
    }

    void powerOff(HostName host) {
        bodies.keySet().forEach(this::settle);
        if (off.add(host)) {
            on(host).forEach(copy -> stop(copy, "power lost"));
        }
    }

    void halt(HostName host) {
        bodies.keySet().forEach(this::settle);
        boots.put(host, boot(host) + 1);
        on(host).forEach(copy -> stop(copy, "power lost"));
    }

    /** Boots the host: its hook acts from the records. */
    void powerOn(HostName host) {
        if (off.remove(host)) {
            boots.put(host, boot(host) + 1);
            for (Copy copy : on(host)) {
                bootHook(copy);
                tell(copy, "booted");
            }
        }
    }

    private void bootHook(Copy copy) {
        switch (copy.state()) {
            case QUIESCED -> expire(copy);
            case OPEN, RELEASED, ACTIVATING, ACTIVE -> {
                if (copy.wish && copy.inPlace) {
                    start(copy);
                }
            }
            case FENCED, ABSENT, RECEIVING, SEALED, REVOKED, FINALIZING -> {}
        }
    }

    /** Lets timers act whose time has come, and shutdowns end, on every copy of the instance. */
    void settle(InstanceName name) {
        for (Copy copy : body(name).copies.values()) {
            if (isOff(copy.ref.host())) {
                continue;
            }
            boolean due = copy.state() == GuardState.QUIESCED && clock.millis() >= copy.deadline;
            boolean down = copy.stopsAt > 0 && clock.millis() >= copy.stopsAt;
            boolean downFirst = down && (!due || copy.stopsAt < copy.deadline);
            if (downFirst) {
                stop(copy);
            }
            if (due) {
                expire(copy);
            }
            if (down && !downFirst) {
                stop(copy);
            }
            if (copy.lateUntil > 0 && clock.millis() > copy.lateUntil && !down) {
                copy.lateUntil = 0;
            }
            supervise(copy);
        }
    }

    private void expire(Copy copy) {
        copy.recordItself(GuardState.RELEASED, clock.millis());
        tell(copy, "timer");
        supervise(copy);
    }

    /** Under RELEASED the instance is started again whenever it is found stopped; given back, once, for a late shutdown. */
    private void supervise(Copy copy) {
        boolean late = copy.state() == GuardState.OPEN && copy.lateUntil > 0 && !copy.running;
        if (copy.inPlace && (copy.state() == GuardState.RELEASED && copy.wish || late)) {
            copy.lateUntil = 0;
            start(copy);
        }
    }

    /** People start a copy, whatever its guard's record says. */
    void startByHand(Copy copy) {
        Body body = body(copy.ref.name());
        boolean second = body.copies.values().stream().anyMatch(other -> other != copy && other.running);
        // What runs behind a fence is a second line also before the other one starts.
        body.diverged |= second || copy.position < body.newest || copy.state() == GuardState.FENCED;
        copy.byHand = !copy.running;
        start(copy);
    }

    void start(Copy copy) {
        if (copy.running) {
            return;
        }
        Body body = body(copy.ref.name());
        if (!copy.byHand && !body.answeredFor) {
            judge(copy, body);
        }
        copy.running = true;
        copy.since = clock.millis();
        // A start writes something at once: a copy that ran, however short, is never equal to one that did not.
        copy.position++;
        body.newest = Math.max(body.newest, copy.position);
        tell(copy, copy.byHand ? "started by hand" : "started");
    }

    private void judge(Copy copy, Body body) {
        for (Copy other : body.copies.values()) {
            if (other.running && !other.byHand) {
                violations.add("I1: two copies run: " + copy.ref + " started while " + other.ref + " runs");
            }
        }
        if (copy.position < body.newest && !discardAllowed && !body.diverged) {
            violations.add("I2: stale: " + copy.ref + " started at " + copy.position + " of " + body.newest);
        }
        if (!copy.inPlace) {
            violations.add("I1: not in place: " + copy.ref + " started in " + copy.state());
        }
    }

    void stop(Copy copy) {
        stop(copy, "stopped");
    }

    void stopByHand(Copy copy) {
        stop(copy, "stopped by hand");
    }

    private void stop(Copy copy, String how) {
        copy.stopsAt = 0;
        if (copy.running) {
            copy.position = position(copy);
            body(copy.ref.name()).newest = Math.max(body(copy.ref.name()).newest, copy.position);
            copy.running = false;
            copy.byHand = false;
            tell(copy, how);
        }
    }

    /** The instance is asked to stop, and does so when it likes. */
    void askToStop(Copy copy, Duration after) {
        if (after.isZero()) {
            stop(copy);
        } else if (copy.running && copy.stopsAt == 0) {
            copy.stopsAt = clock.millis() + after.toMillis();
        }
    }

    /** A copy is gone. */
    void lose(Copy copy) {
        stop(copy);
        copy.inPlace = false;
        copy.position = Copy.EMPTY;
        tell(copy, "lost");
        copy.complete = false;
    }

    /** People delete a copy: when it was the newest, nobody can say any more what is. */
    void carryByHand(Copy from, Copy to) {
        stopByHand(from);
        to.position = from.position;
        to.inPlace = true;
        from.inPlace = false;
        from.position = Copy.EMPTY;
        tell(from, "carried away by hand");
        startByHand(to);
    }

    void deleteByHand(Copy copy) {
        stopByHand(copy);
        Body body = body(copy.ref.name());
        body.diverged |= copy.position == body.newest;
        copy.inPlace = false;
        copy.complete = false;
        copy.position = Copy.EMPTY;
        tell(copy, "deleted by hand");
    }

    long position(Copy copy) {
        long ran = copy.running ? clock.millis() - copy.since : 0;
        return copy.position + body(copy.ref.name()).writes * ran / 1000;
    }

    void tell(Copy copy, String what) {
        witness.saw(copy.ref, what);
    }
}
