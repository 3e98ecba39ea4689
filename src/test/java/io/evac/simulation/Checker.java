package io.evac.simulation;

import io.evac.driver.simulated.CopyFacts;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.driver.simulated.Witness;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.GuardState;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Judges a story after every event on a host by what the hosts have, not by what the orchestrator believes: the
 * invariants I1 to I4 and I8 of {@code docs/domain.md}. What only the end can show is {@link Ending}'s. A story has one plan:
 * whatever becomes of it, one run of an installation has instances in its hand.
 */
public final class Checker implements Witness {
    private static final Set<GuardState> MAY_RUN = EnumSet.of(
            GuardState.OPEN, GuardState.QUIESCED, GuardState.RELEASED, GuardState.ACTIVATING, GuardState.ACTIVE);

    /** Calls with an effect whose intent must be durable before. The others change no copy, or only hand it back. */
    private static final Set<String> EFFECTS = Set.of(
            "open",
            "reserve",
            "quiesce",
            "release",
            "seal",
            "fence",
            "activate",
            "unfence",
            "revoke",
            "discard",
            "finish",
            "sync");

    private final SimulatedWorld world;
    private final Coverage coverage;
    private final boolean discards;
    private final Map<InstanceRef, CopyFacts> before = new HashMap<>();
    private final Map<String, String> runs = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Set<InstanceName> touched = new HashSet<>();
    private final Set<InstanceName> answered = new HashSet<>();
    private final Set<InstanceName> given = new HashSet<>();
    private final List<String> broken = new CopyOnWriteArrayList<>();

    /** Counts for itself what it sees. */
    public Checker(SimulatedWorld world) {
        this(world, new Coverage(), false);
    }

    Checker(SimulatedWorld world, Coverage coverage, boolean discards) {
        this.world = world;
        this.coverage = coverage;
        this.discards = discards;
    }

    /** What was broken, each with its invariant first; to be asked when nothing happens in the world. */
    public List<String> broken() {
        return broken;
    }

    /** People have said that a host is off: what it starts when it comes back is no defect of ours. */
    void answeredFor(InstanceName name) {
        touched.add(name);
        answered.add(name);
        world.answerFor(name);
    }

    /** People have changed the instance. */
    void touch(InstanceName name) {
        touched.add(name);
    }

    boolean isTouched(InstanceName name) {
        return touched.contains(name);
    }

    /** People have ordered to go back to an older copy: what was written since is theirs to lose. */
    void givenUp(InstanceName name) {
        given.add(name);
        world.allowDiscard();
    }

    private void violated(String what) {
        broken.add(what);
    }

    /** A call is about to leave an orchestrator. */
    void sends(Orchestrator from, InstanceRef to, String call) {
        // The intents of one that was replaced are closed by its successor; that its calls do nothing is checked where
        // they land.
        if (!EFFECTS.contains(call) || from.epoch() < from.installation.newestEpoch()) {
            return;
        }
        adoptedFirst(from, to, call);
        boolean meant = from.installation.moves.stream()
                .filter(move -> move.instance().name().equals(to.name()))
                .anyMatch(move -> !from.installation.rows.openIntents(move.id()).isEmpty());
        // Behind the fence nothing waits for the database: the guards' records lead.
        boolean alone = from.installation.wasAwayLately()
                && world.copies(to.name()).stream().anyMatch(copy -> copy.state() == GuardState.FENCED);
        sends(to, call, meant || alone);
    }

    /**
     * The same where nobody knows which orchestrator it is.
     *
     * @param meant whether the journal has an intent, or need not have one
     */
    public void sends(InstanceRef to, String call, boolean meant) {
        if (EFFECTS.contains(call) && !meant) {
            violated("I3: " + call + " on " + to + " without an intent in the journal");
        }
    }

    /** Both ends of a move are taken over before any other effect on either, unless one may be silent. */
    private void adoptedFirst(Orchestrator from, InstanceRef to, String call) {
        for (CopyFacts copy : world.copies(to.name())) {
            // FINALIZE is one call on one end, which its own epoch takes over; it needs the other end only to be well.
            boolean older = !call.equals("finish")
                    && copy.owner().equals(from.installation.owner())
                    && copy.epoch() < from.epoch();
            if (older && !from.mayBeUnheard()) {
                violated("I3: " + call + " on " + to + " before " + copy.ref() + " was adopted");
            }
        }
    }

    /** The call of an orchestrator had its effect. */
    void landed(Orchestrator from, InstanceRef on) {
        String end = from.installation.id + " " + on;
        long newest = epochs.merge(end, from.epoch(), Math::max);
        if (from.epoch() < newest) {
            violated("I3: " + from.node + " acted on " + on + " under epoch " + from.epoch() + ", " + newest
                    + " was there before");
        }
    }

    @Override
    public void saw(InstanceRef ref, String what) {
        coverage.event();
        // Asked first: while somebody else lets time pass, what runs writes on.
        long newest = world.newest(ref.name());
        List<CopyFacts> copies = world.copies(ref.name());
        if (!answered.contains(ref.name())) {
            one(ref.name(), copies, what);
        }

        data(ref.name(), newest, copies, what);
        copies.stream().filter(copy -> !copy.owner().isEmpty()).forEach(copy -> oneRun(copy, what));
        for (CopyFacts copy : copies) {
            CopyFacts then = before.put(copy.ref(), copy);
            if (then != null) {
                changed(then, copy, copies, what);
            }
        }
    }

    /** I1: one copy runs, at most one may be started by its record, and what runs is one that may. */
    private void one(InstanceName name, List<CopyFacts> copies, String what) {
        long running =
                copies.stream().filter(copy -> copy.running() && !copy.byHand()).count();
        if (running > 1) {
            violated("I1: two copies of " + name + " run after " + what + ": " + copies);
        }
        long startable = copies.stream()
                .filter(copy -> copy.inPlace() && MAY_RUN.contains(copy.state()))
                .count();
        if (startable > 1 && !touched.contains(name)) {
            violated("I1: two copies of " + name + " could be started after " + what + ": " + copies);
        }
        for (CopyFacts copy : copies) {
            if (copy.running() && !copy.byHand() && !MAY_RUN.contains(copy.state())) {
                violated("I1: " + copy.ref() + " runs as " + copy.state() + " after " + what);
            }
        }
    }

    /** I4: a plan that is submitted again, or fired again, is the same run. Owners are installation/run. */
    private void oneRun(CopyFacts copy, String what) {
        String installation = copy.owner().substring(0, copy.owner().indexOf('/'));
        String first = runs.computeIfAbsent(installation, id -> copy.owner());
        if (!first.equals(copy.owner())) {
            violated("I4: " + copy.ref() + " is in the hand of " + copy.owner() + " after " + what
                    + ", and the plan's run is " + first);
        }
    }

    /** I2: the last write is somewhere, in a copy that was whole. */
    private void data(InstanceName name, long newest, List<CopyFacts> copies, String what) {
        if (world.diverged(name) || discards || given.contains(name)) {
            return;
        }
        if (copies.stream().noneMatch(copy -> copy.exists() && copy.position() >= newest)) {
            violated("I2: no copy of " + name + " has the last write after " + what + ": " + copies);
        }
    }

    private void changed(CopyFacts then, CopyFacts now, List<CopyFacts> copies, String what) {
        if (now.epoch() < then.epoch()) {
            violated("I3: " + what + " on " + now.ref() + " under epoch " + now.epoch() + " after " + then.epoch());
        }
        if (then.state() != now.state()) {
            coverage.guard(then.state().name(), now.state().name());
        }
        if (then.exists() && !now.exists()) {
            gone(then, copies, what);
        }
        takenOver(then, now, copies);
        boolean putBack = then.state() == GuardState.FENCED && then.inPlace() && then.byHand();
        if (putBack
                && (!now.inPlace() || !now.running() && what.equals("stopped") && now.state() == GuardState.FENCED)) {
            violated("I8: " + now.ref() + " was put back by people, and " + what + " took it away");
        }
    }

    /** People had a fenced copy run beside another one, and then ordered to go on from it: both are theirs to answer for. */
    private void takenOver(CopyFacts then, CopyFacts now, List<CopyFacts> copies) {
        boolean theirs = then.state() == GuardState.FENCED && then.byHand() && now.state() != GuardState.FENCED;
        boolean beside = copies.stream().anyMatch(other -> !other.ref().equals(now.ref()) && other.running());
        if (theirs && beside) {
            answeredFor(now.ref().name());
        }
    }

    /** I2: a copy that was whole goes only by finalize, when another one is in service. */
    private void gone(CopyFacts then, List<CopyFacts> copies, String what) {
        if (what.equals("deleted by hand")) {
            return;
        }
        boolean other = copies.stream()
                .anyMatch(copy -> !copy.ref().equals(then.ref())
                        && copy.inPlace()
                        && copy.complete()
                        && MAY_RUN.contains(copy.state()));
        if (then.complete() && !what.equals("finish")) {
            violated("I2: the complete copy " + then.ref() + " was deleted by " + what);
        } else if (then.complete() && !other && !touched.contains(then.ref().name())) {
            violated("I2: the last copy of " + then.ref().name() + " was finalized: " + copies);
        }
    }
}
