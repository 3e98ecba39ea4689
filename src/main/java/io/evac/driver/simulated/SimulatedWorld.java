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
import java.util.List;

/**
 * A data centre in memory: hosts with guards that keep records, instances that write, links with rates, and faults. It
 * checks itself: two running copies of an instance, or a start of a copy that lacks writes, is a {@link #violations
 * violation}. Thread-safe; deterministic on a {@link ManualClock} and one thread.
 */
public final class SimulatedWorld {
    /** How long each call takes, and each start or stop. */
    static final Duration CALL = Duration.ofMillis(10);

    static final Duration SWITCH = Duration.ofMillis(200);

    /** How long behind a giveback a shutdown that was asked for is expected, as by the program on real hosts. */
    static final Duration LATE_STOP = Duration.ofMinutes(10);

    private final Clock clock;
    private final Waiter waiter;
    private final Instances instances;
    private final Wire wire = new Wire(this);
    private Rate rate = Rate.parse("1Gbit");
    private Faults faults = Faults.NONE;

    public SimulatedWorld(Clock clock, Waiter waiter) {
        this.clock = clock;
        this.waiter = waiter;
        this.instances = new Instances(clock);
    }

    /** Puts an instance on its host; {@code writes} bytes per second while it runs. Names are unique in the world. */
    public synchronized void add(InstanceRef ref, long disk, long writes, boolean running) {
        instances.add(ref.name(), new Body(disk, writes));
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

    /** Who is told of everything that happens on the hosts from now on. */
    public synchronized void witness(Witness witness) {
        instances.witness(witness);
    }

    /** The guards of this world's hosts. */
    public Guards guards() {
        return host -> new SimulatedGuard(this, wire, host.name());
    }

    /** What must never be and was; empty when all is well. */
    public synchronized List<String> violations() {
        return instances.violations();
    }

    /** Where the instance runs now. */
    public synchronized List<HostName> runningOn(InstanceName name) {
        settle(name);
        return copies(name).stream()
                .filter(CopyFacts::running)
                .map(copy -> copy.ref().host())
                .toList();
    }

    /** What the hosts had of an instance, copy by copy, when something last happened to it. */
    public synchronized List<CopyFacts> copies(InstanceName name) {
        return instances.body(name).copies.values().stream().map(this::facts).toList();
    }

    private CopyFacts facts(Copy copy) {
        return new CopyFacts(
                copy.ref,
                copy.state(),
                copy.owner(),
                copy.epoch(),
                copy.inPlace,
                copy.position != Copy.EMPTY,
                copy.complete,
                copy.running,
                copy.byHand,
                instances.position(copy),
                copy.state() == GuardState.QUIESCED ? copy.deadline : 0);
    }

    /** The position of the instance's last write, wherever it was written; empty of meaning once {@link #diverged}. */
    public synchronized long newest(InstanceName name) {
        return copies(name).stream().mapToLong(CopyFacts::position).reduce(instances.body(name).newest, Math::max);
    }

    /** Whether people have made a second line of data: a second copy, an older one, or none of the newest. */
    public synchronized boolean diverged(InstanceName name) {
        return instances.body(name).diverged;
    }

    /** Somebody reconfigures the instance behind our back. */
    public synchronized void reconfigure(InstanceName name) {
        instances.body(name).fingerprint += "'";
    }

    /** Somebody stops or starts a copy behind the guard's back. */
    public synchronized void meddle(InstanceRef ref, boolean run) {
        settle(ref.name());
        if (run) {
            instances.startByHand(copy(ref));
        } else {
            instances.stopByHand(copy(ref));
        }
    }

    /** Somebody moves a parked copy back to its place and starts it, whatever its guard's record says. */
    public synchronized void putBack(InstanceRef ref) {
        settle(ref.name());
        copy(ref).inPlace = true;
        instances.startByHand(copy(ref));
    }

    /** Somebody takes a copy out of its place. */
    public synchronized void remove(InstanceRef ref) {
        settle(ref.name());
        instances.stopByHand(copy(ref));
        copy(ref).inPlace = false;
    }

    /** Somebody takes an instance to another host behind the guards' backs, all of it, and starts it there. */
    public synchronized void carry(InstanceRef ref, HostName to) {
        settle(ref.name());
        instances.carryByHand(copy(ref), copy(new InstanceRef(to, ref.name())));
    }

    /** Somebody deletes a copy behind the guard's back. */
    public synchronized void delete(InstanceRef ref) {
        settle(ref.name());
        instances.deleteByHand(copy(ref));
    }

    /** A copy is lost, as by a broken disk. */
    public synchronized void lose(InstanceRef ref) {
        settle(ref.name());
        instances.lose(copy(ref));
    }

    /** People answer for it that a host which does not answer is off, and for what it starts when it comes back. */
    public synchronized void answerFor(InstanceName name) {
        instances.body(name).answeredFor = true;
        instances.body(name).diverged = true;
    }

    /** Forgets that people have started the copy: from now on it runs as if its host had. */
    public synchronized void overlook(InstanceRef ref) {
        copy(ref).byHand = false;
    }

    /** Somebody puts another, stopped instance of that name there behind the guard's back. */
    public synchronized void intrude(InstanceRef ref) {
        Copy copy = copy(ref);
        copy.inPlace = true;
        copy.position = 0;
    }

    /** Bytes of an arriving copy change on their own. */
    public synchronized void corrupt(InstanceRef ref) {
        Copy copy = copy(ref);
        if (copy.state() == GuardState.RECEIVING && copy.position > 0) {
            copy.position--;
        }
    }

    /** The host loses power and boots: everything on it stops, then its hook acts from the records. */
    public synchronized void reboot(HostName host) {
        powerOff(host);
        powerOn(host);
    }

    /** Everything on the host stops, as by a boot whose hook has not run yet. */
    public synchronized void halt(HostName host) {
        instances.halt(host);
    }

    /** The host loses power: everything on it stops, and it answers nothing. */
    public synchronized void powerOff(HostName host) {
        instances.powerOff(host);
    }

    /** It boots again, if it was off. */
    public synchronized void powerOn(HostName host) {
        instances.powerOn(host);
    }

    /** Whether the host is off. */
    public synchronized boolean isOff(HostName host) {
        return instances.isOff(host);
    }

    /** The records of one copy, oldest first, for people. */
    public synchronized List<String> records(InstanceRef ref) {
        return copy(ref).records.stream().map(Copy.Entry::toString).toList();
    }

    /** A policy of this world may give up writes on purpose: starting an older copy at home is no violation then. */
    public synchronized void allowDiscard() {
        instances.allowDiscard();
    }

    void settle(InstanceName name) {
        instances.settle(name);
    }

    void start(Copy copy) {
        instances.start(copy);
    }

    void stop(Copy copy) {
        instances.stop(copy);
    }

    void askToStop(Copy copy, Duration after) {
        instances.askToStop(copy, after);
    }

    long position(Copy copy) {
        return instances.position(copy);
    }

    void tell(Copy copy, String what) {
        instances.tell(copy, what);
    }

    synchronized Copy copy(InstanceRef ref) {
        return instances.copy(ref);
    }

    synchronized List<Copy> copiesOn(HostName host) {
        return instances.on(host);
    }

    synchronized long disk(InstanceName name) {
        return instances.body(name).disk;
    }

    synchronized String fingerprint(InstanceName name) {
        return instances.body(name).fingerprint;
    }

    synchronized int boot(HostName host) {
        return instances.boot(host);
    }

    synchronized Rate rate() {
        return rate;
    }

    synchronized Faults faults() {
        return faults;
    }

    Wire wire() {
        return wire;
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
}
