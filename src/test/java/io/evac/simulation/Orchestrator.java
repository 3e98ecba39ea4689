package io.evac.simulation;

import io.evac.driver.simulated.SimulatedDriver;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Slots;
import io.evac.migration.Authority;
import io.evac.migration.BeforeStop;
import io.evac.migration.Carrier;
import io.evac.migration.Control;
import io.evac.migration.FairSlots;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.Guards;
import io.evac.migration.Itinerary;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MigratorParts;
import io.evac.migration.MoveState;
import io.evac.migration.Moves;
import io.evac.migration.Observation;
import io.evac.migration.Progress;
import io.evac.migration.SteadyClock;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.run.RunId;
import io.evac.run.SimulatedLease;
import io.evac.schedule.Window;
import io.evac.verify.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One process of an installation: the real migrator under the real lease, worked by one thread. */
final class Orchestrator implements Control {
    /** It was killed: nothing of it may catch that. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String where) {
            super("killed at " + where);
        }
    }

    private static final RunId RUN = new RunId("R-1");
    private static final List<Leg> BY_ITSELF =
            List.of(Leg.SETTLE, Leg.FULL_SYNC, Leg.INCREMENTAL_SYNC, Leg.CUTOVER, Leg.VERIFY);
    private static final Set<MoveState> OPEN =
            EnumSet.of(MoveState.PLANNED, MoveState.QUEUED, MoveState.RUNNING, MoveState.WAITING);
    final Installation installation;
    final String node;
    private final Story story;
    private final Migrator migrator;
    private final Map<MoveId, Leg> walking = new HashMap<>();
    private Optional<SimulatedLease> lease = Optional.empty();
    private boolean stop;
    private boolean dead;

    private boolean standing;
    private long epoch;

    Orchestrator(Installation installation, Story story) {
        this.installation = installation;
        this.story = story;
        this.node = installation.nextNode();
        Guards guards = story.mutant.guards().apply(story, story.world.guards());
        SteadyClock steady = new SteadyClock(story.wallClock, this::nanos);
        SimulatedDriver driver = new SimulatedDriver(story.world, steady, story.clock);
        Carrier carrier = new Carrier() {
            @Override
            public Itinerary itinerary(Move planned) {
                return story.mutant.itinerary().apply(story, driver.itinerary(planned, guards));
            }

            @Override
            public Observation observe(InstanceRef ref, io.evac.inventory.Host on) {
                return driver.observe(ref, on);
            }
        };
        migrator = new Migrator(new MigratorParts(
                Moves::host,
                host -> carrier,
                guards,
                new Check(Moves::host, host -> carrier, guards),
                installation.journal,
                new FairSlots(name -> Slots.DEFAULT, 4),
                Progress.NONE,
                steady,
                story.wallClock,
                story.clock,
                BeforeStop.NOTHING));
    }

    private long nanos() {
        return story.clock.millis() * 1_000_000;
    }

    boolean leads() {
        return lease.isPresent();
    }

    /** Of its lease, also when that is over. */
    long epoch() {
        return epoch;
    }

    /** Takes the lease above everything that was seen, and adopts both ends of every move; false when another leads. */
    boolean takeOver() {
        long seen = installation.moves.stream()
                .flatMap(move -> Stream.of(move.from(), move.to()))
                .distinct()
                .mapToLong(this::heard)
                .max()
                .orElse(0);
        long known = installation.leases.holder(RUN).map(held -> held.epoch()).orElse(0L);
        lease = SimulatedLease.take(installation.leases, RUN, node, Math.max(seen, known) + 1, this::nanos);
        if (lease.isEmpty()) {
            return false;
        }
        epoch = lease.get().epoch();
        installation.leads(epoch);
        story.say(node, "leads under epoch " + epoch());
        for (Move move : installation.moves) {
            if (BY_ITSELF.stream().anyMatch(leg -> Migrator.due(move, installation.record(move), leg))) {
                migrator.adopt(move, authority());
            }
        }
        return true;
    }

    private long heard(HostName host) {
        try {
            return migrator.highestEpoch(host);
        } catch (GuardUnreachableException silent) {
            return 0;
        }
    }

    private Authority authority() {
        return new Authority(installation.owner(), epoch());
    }

    /** The thread that renews has run, unless the process stands still. */
    void renew() {
        if (!standing) {
            lease.filter(held -> !held.renew()).ifPresent(lost -> stop = true);
        }
    }

    void standStill(boolean still) {
        standing = still;
    }

    /** Moves that could go on by themselves and that nobody works on in this process. */
    List<Move> due() {
        return installation.moves.stream()
                .filter(move -> !walking.containsKey(move.id()) && next(move).isPresent())
                .toList();
    }

    private Optional<Leg> next(Move move) {
        MoveRecord record = installation.record(move);
        // A way home that has begun goes on by itself; to begin one is people's.
        return Stream.concat(
                        BY_ITSELF.stream(),
                        Stream.of(Leg.ROLLBACK)
                                .filter(leg -> Migrator.goesHome(record) && OPEN.contains(record.state())))
                .filter(leg -> Migrator.due(move, record, leg))
                .findFirst();
    }

    void work(Move move) {
        next(move).ifPresent(leg -> {
            if (leg == Leg.CUTOVER && waitsForItsWindow(move)) {
                story.waitForWindow();
            } else {
                walk(move, leg);
            }
        });
    }

    /** As a run's admission has it: it would stop an instance that has not been stopped. */
    private boolean waitsForItsWindow(Move move) {
        MoveRecord record = installation.record(move);
        boolean bound = !Migrator.underWay(record) && !cancelRequested(move.id());
        Instant now = story.wallClock.instant();
        return bound
                && window().filter(window -> window.early(now).isPresent()
                                || window.late(now, Migrator.longestCutover(move, record)))
                        .isPresent();
    }

    private Optional<Window> window() {
        return story.mutant.window().apply(story.setting.nights().at(story.wallClock.instant()));
    }

    /** Whether it is at work on the cutover of the instance that is there. */
    boolean cutsOver(InstanceRef ref) {
        return installation.moves.stream()
                .anyMatch(move -> move.instance().equals(ref) && walking.get(move.id()) == Leg.CUTOVER);
    }

    @Override
    public Optional<Instant> until(MoveId move) {
        return window().map(Window::closes);
    }

    @Override
    public boolean tooLate(MoveId move, Instant now, Duration cutover) {
        return window().filter(window -> window.late(now, cutover)).isPresent() && !cancelRequested(move);
    }

    void walk(Move move, Leg leg) {
        walking.put(move.id(), leg);
        try {
            var after = migrator.advance(move, story.setting.policy(), leg, authority(), this);
            story.say(
                    node,
                    move.instance().name() + " " + leg.step() + ": "
                            + after.state().word()
                            + after.code().map(code -> " [" + code + "]").orElse("")
                            + after.message().map(text -> " " + text).orElse(""));
        } finally {
            walking.remove(move.id());
        }
    }

    boolean works(Move move) {
        return walking.containsKey(move.id());
    }

    void pauseAsked(boolean asked) {
        stop = asked;
    }

    /** Whether a host may not have answered it. */
    boolean mayBeUnheard() {
        return story.troubles.silenced();
    }

    boolean isDead() {
        return dead;
    }

    /** The process is gone; its lease row stays. */
    void die() {
        dead = true;

        lease.ifPresent(SimulatedLease::abandon);
        lease = Optional.empty();
    }

    @Override
    public boolean stopRequested(MoveId move) {
        return stop || installation.isPaused();
    }

    @Override
    public boolean cancelRequested(MoveId move) {
        return installation.cancelled.contains(move);
    }

    @Override
    public boolean mayAct() {
        return lease.filter(SimulatedLease::holds).isPresent();
    }
}
