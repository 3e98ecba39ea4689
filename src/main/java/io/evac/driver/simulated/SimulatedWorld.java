package io.evac.driver.simulated;

import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Rate;
import io.evac.migration.GuardState;
import io.evac.migration.Guards;
import io.evac.migration.Waiter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A data centre in memory: hosts with guards that keep records, instances that write, links with rates, and faults. It
 * checks itself: two running copies of an instance, or a start of a copy that lacks writes, is a {@link #violations
 * violation}. Thread-safe; deterministic on a {@link ManualClock} and one thread.
 */
public final class SimulatedWorld {
    /** How long each call takes, and each start or stop. */
    static final Duration CALL = Duration.ofMillis(10);

    static final Duration SWITCH = Duration.ofMillis(200);

    /** What an instance is, wherever its copies are. */
    private static final class Body {
        private final long disk;
        private final long writes;
        private final Map<HostName, Copy> copies = new TreeMap<>();
        private long newest;
        private String fingerprint = "1";

        Body(long disk, long writes) {
            this.disk = disk;
            this.writes = writes;
        }
    }

    private final Clock clock;
    private final Waiter waiter;
    private final Map<InstanceName, Body> bodies = new TreeMap<>();
    private final Map<HostName, Integer> boots = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private Rate rate = Rate.parse("1Gbit");
    private final Wire wire = new Wire(this);
    private Faults faults = Faults.NONE;
    private boolean discardAllowed;

    public SimulatedWorld(Clock clock, Waiter waiter) {
        this.clock = clock;
        this.waiter = waiter;
    }

    /** Puts an instance on its host; {@code writes} bytes per second while it runs. Names are unique in the world. */
    public synchronized void add(InstanceRef ref, long disk, long writes, boolean running) {
        Body body = new Body(disk, writes);
        bodies.put(ref.name(), body);
        Copy copy = copy(ref);
        copy.inPlace = true;
        copy.position = 0;
        copy.complete = true;
        copy.wish = running;
        if (running) {
            start(copy);
        }
    }

    /** What goes wrong from now on. */
    public synchronized void faults(Faults newFaults) {
        faults = newFaults;
    }

    /** How fast every link is. */
    public synchronized void rate(Rate newRate) {
        rate = newRate;
    }

    /** The guards of this world's hosts. */
    public Guards guards() {
        return host -> new SimulatedGuard(this, wire, host.name());
    }

    /** What must never be and was; empty when all is well. */
    public synchronized List<String> violations() {
        bodies.keySet().forEach(this::settle);
        return List.copyOf(violations);
    }

    /** Where the instance runs now. */
    public synchronized List<HostName> runningOn(InstanceName name) {
        settle(name);
        return body(name).copies.values().stream()
                .filter(copy -> copy.running)
                .map(copy -> copy.ref.host())
                .toList();
    }

    /** Somebody reconfigures the instance behind our back. */
    public synchronized void reconfigure(InstanceName name) {
        body(name).fingerprint += "'";
    }

    /** Somebody stops or starts a copy behind the guard's back. */
    public synchronized void meddle(InstanceRef ref, boolean run) {
        settle(ref.name());
        if (run) {
            start(copy(ref));
        } else {
            stop(copy(ref));
        }
    }

    /** Somebody moves a parked copy back to its place and starts it, whatever its guard's record says. */
    public synchronized void putBack(InstanceRef ref) {
        settle(ref.name());
        copy(ref).inPlace = true;
        start(copy(ref));
    }

    /** Somebody takes a copy out of its place. */
    public synchronized void remove(InstanceRef ref) {
        settle(ref.name());
        stop(copy(ref));
        copy(ref).inPlace = false;
    }

    /** Somebody deletes a copy behind the guard's back. */
    public synchronized void delete(InstanceRef ref) {
        Copy copy = copy(ref);
        stop(copy);
        copy.inPlace = false;
        copy.complete = false;
        copy.position = Copy.EMPTY;
    }

    /** Somebody puts another, stopped instance of that name there behind the guard's back. */
    public synchronized void intrude(InstanceRef ref) {
        Copy copy = copy(ref);
        copy.inPlace = true;
        copy.position = 0;
    }

    /** The host loses power and boots: everything on it stops, then its hook acts from the records. */
    public synchronized void reboot(HostName host) {
        bodies.keySet().forEach(this::settle);
        boots.merge(host, 1, Integer::sum);
        for (Body body : bodies.values()) {
            Copy copy = body.copies.get(host);
            if (copy != null) {
                stop(copy);
                boot(copy);
            }
        }
    }

    /** The host loses power: everything on it stops, and nothing starts before it boots. */
    public synchronized void powerOff(HostName host) {
        bodies.keySet().forEach(this::settle);
        boots.merge(host, 1, Integer::sum);
        copiesOn(host).forEach(this::stop);
    }

    private void boot(Copy copy) {
        switch (copy.state()) {
            case QUIESCED -> expire(copy);
            case OPEN, RELEASED, ACTIVATING, ACTIVE -> {
                if (copy.wish) {
                    start(copy);
                }
            }
            case FENCED, ABSENT, RECEIVING, SEALED, REVOKED, FINALIZING -> {}
        }
    }

    /** The records of one copy, oldest first, for people. */
    public synchronized List<String> records(InstanceRef ref) {
        return copy(ref).records.stream().map(Copy.Entry::toString).toList();
    }

    /** Lets timers act whose time has come, on every copy of the instance. */
    void settle(InstanceName name) {
        for (Copy copy : body(name).copies.values()) {
            if (copy.state() == GuardState.QUIESCED && clock.millis() >= copy.deadline) {
                expire(copy);
            }
        }
    }

    void expire(Copy copy) {
        copy.recordItself(GuardState.RELEASED, clock.millis());
        if (copy.wish) {
            start(copy);
        }
    }

    void start(Copy copy) {
        if (copy.running) {
            return;
        }
        Body body = body(copy.ref.name());
        for (Copy other : body.copies.values()) {
            if (other.running) {
                violations.add("two copies run: " + copy.ref + " started while " + other.ref + " runs");
            }
        }
        if (copy.position < body.newest && !discardAllowed) {
            violations.add("stale: " + copy.ref + " started at " + copy.position + " of " + body.newest);
        }
        if (!copy.inPlace) {
            violations.add("not in place: " + copy.ref + " started in " + copy.state());
        }
        copy.running = true;
        copy.since = clock.millis();
        // A start writes something at once: a copy that ran, however short, is never equal to one that did not.
        copy.position++;
        body.newest = Math.max(body.newest, copy.position);
    }

    void stop(Copy copy) {
        if (copy.running) {
            copy.position = position(copy);
            body(copy.ref.name()).newest = Math.max(body(copy.ref.name()).newest, copy.position);
            copy.running = false;
        }
    }

    /** A policy of this world may give up writes on purpose: starting an older copy at home is no violation then. */
    public synchronized void allowDiscard() {
        discardAllowed = true;
    }

    long position(Copy copy) {
        long ran = copy.running ? clock.millis() - copy.since : 0;
        return copy.position + body(copy.ref.name()).writes * ran / 1000;
    }

    synchronized Copy copy(InstanceRef ref) {
        return body(ref.name()).copies.computeIfAbsent(ref.host(), host -> new Copy(ref));
    }

    synchronized List<Copy> copiesOn(HostName host) {
        return bodies.values().stream()
                .map(body -> body.copies.get(host))
                .filter(copy -> copy != null)
                .toList();
    }

    synchronized long disk(InstanceName name) {
        return body(name).disk;
    }

    synchronized String fingerprint(InstanceName name) {
        return body(name).fingerprint;
    }

    synchronized int boot(HostName host) {
        return boots.getOrDefault(host, 1);
    }

    synchronized Rate rate() {
        return rate;
    }

    synchronized Faults faults() {
        return faults;
    }

    long now() {
        return clock.millis();
    }

    void pause(Duration time) {
        try {
            waiter.pause(time);
        } catch (InterruptedException kept) {
            Thread.currentThread().interrupt();
        }
    }

    private Body body(InstanceName name) {
        Body body = bodies.get(name);
        if (body == null) {
            throw new IllegalArgumentException("no instance " + name + " in this world");
        }
        return body;
    }
}
