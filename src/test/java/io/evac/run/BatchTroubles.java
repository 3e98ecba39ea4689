package io.evac.run;

import io.evac.driver.simulated.CopyFacts;
import io.evac.driver.simulated.Faults;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.GuardState;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.simulation.Chance;
import io.evac.simulation.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the seed lets go wrong while an engine works with all its threads. Each instance counts its own calls and its own
 * writes, so that a fault is at the same point of a move's life however the threads come and go.
 */
final class BatchTroubles implements Faults {
    /** The engine that was at work is dead: nothing of it may catch that. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed");
        }
    }

    private static final List<Kind> AT_CALLS = List.of(
            Kind.KILL,
            Kind.SECOND,
            Kind.UNREACHABLE,
            Kind.LINK_CUT,
            Kind.LOST_REQUEST,
            Kind.LOST_ANSWER,
            Kind.LATE,
            Kind.SLOW,
            Kind.TIMER,
            Kind.REBOOT,
            Kind.DISK_FULL);
    private static final List<Kind> AT_WRITES =
            List.of(Kind.KILL, Kind.SECOND, Kind.DATABASE_AWAY, Kind.DATABASE_AWAY, Kind.LOST_COMMIT);
    private static final Set<Kind> OF_THE_CALL =
            EnumSet.of(Kind.UNREACHABLE, Kind.LOST_REQUEST, Kind.LOST_ANSWER, Kind.LATE, Kind.DISK_FULL);

    /** All that can happen. */
    static final Set<Kind> KINDS =
            Stream.of(AT_CALLS, AT_WRITES).flatMap(List::stream).collect(Collectors.toSet());

    /** What is dear in real time happens so often at most. */
    private static final Map<Kind, Integer> AT_MOST = Map.of(Kind.KILL, 3, Kind.SECOND, 1, Kind.DATABASE_AWAY, 2);

    private final BatchStory story;
    private final Chance chance;
    private final double rate;
    private final Map<String, AtomicLong> points = new ConcurrentHashMap<>();
    private final Map<Kind, AtomicInteger> counts = new EnumMap<>(Kind.class);
    private final ConcurrentLinkedQueue<String> happened = new ConcurrentLinkedQueue<>();
    private final Map<HostName, Long> cutUntil = new ConcurrentHashMap<>();
    private final Set<InstanceName> hit = ConcurrentHashMap.newKeySet();
    private final Map<InstanceName, MoveId> moves = new ConcurrentHashMap<>();
    private final Map<MoveId, Set<Long>> meant = new ConcurrentHashMap<>();
    private volatile boolean all;
    private volatile boolean active;
    private volatile boolean dead;
    /** The death is over: nothing of it touches the database any more. */
    private volatile boolean gone;

    BatchTroubles(BatchStory story, Chance chance) {
        this.story = story;
        this.chance = chance;
        this.rate = chance.real("rate", 0) * 0.03;
        for (Kind kind : Kind.values()) {
            counts.put(kind, new AtomicInteger());
        }
    }

    /** From here on things go wrong. */
    void begin(List<Move> planned) {
        planned.forEach(move -> moves.put(move.instance().name(), move.id()));
        active = true;
    }

    /** From here on nothing goes wrong any more. */
    void end() {
        active = false;
        cutUntil.clear();
    }

    boolean dead() {
        return dead;
    }

    boolean gone() {
        return gone;
    }

    void reborn() {
        dead = false;
        gone = false;
    }

    /** Whether nothing went wrong that this instance's move could have noticed. */
    boolean spared(InstanceName name) {
        return !all && !hit.contains(name);
    }

    /** In the order in which it happened. */
    List<String> happened() {
        return List.copyOf(happened);
    }

    int count(Kind kind) {
        return counts.get(kind).get();
    }

    long points() {
        return points.values().stream().mapToLong(AtomicLong::get).sum();
    }

    private Optional<Kind> next(String where, InstanceName name) {
        if (dead) {
            throw new Killed();
        }
        long point = points.computeIfAbsent(where + " " + name, key -> new AtomicLong())
                .incrementAndGet();
        String here = where + " " + point + " of " + name;
        if (!active || chance.real("fault " + where + name, point) >= rate) {
            return Optional.empty();
        }
        Kind kind = chance.of(where.equals("call") ? AT_CALLS : AT_WRITES, "kind " + where + name, point);
        if (counts.get(kind).incrementAndGet() > AT_MOST.getOrDefault(kind, Integer.MAX_VALUE)) {
            counts.get(kind).decrementAndGet();
            return Optional.empty();
        }
        happened.add(kind + " at " + here);
        hit.add(name);
        all |= !OF_THE_CALL.contains(kind);
        return Optional.of(kind);
    }

    @Override
    public Fault on(InstanceRef ref, String what) {
        Optional<Kind> kind = next("call", ref.name());
        story.checker.sends(ref, what, meant(ref.name()));
        Fault fault = kind.map(it -> happens(it, ref)).orElse(Fault.NONE);
        if (dead) {
            throw new Killed();
        }
        return cutUntil.getOrDefault(ref.host(), 0L) > story.clock.millis() ? Fault.UNREACHABLE : fault;
    }

    /**
     * The intents of an engine that was replaced are closed by its successor, and behind the fence nothing waits for the
     * database: the guards' records lead.
     */
    private boolean meant(InstanceName name) {
        boolean alone = count(Kind.DATABASE_AWAY) + count(Kind.LOST_COMMIT) > 0
                && story.world.copies(name).stream().anyMatch(copy -> copy.state() == GuardState.FENCED);
        return count(Kind.SECOND) > 0
                || alone
                || !meant.getOrDefault(moves.get(name), Set.of()).isEmpty();
    }

    private Fault happens(Kind kind, InstanceRef ref) {
        return switch (kind) {
            case UNREACHABLE -> Fault.UNREACHABLE;
            case LOST_REQUEST -> Fault.LOST_REQUEST;
            case LOST_ANSWER -> Fault.LOST_ANSWER;
            case LATE -> Fault.LATE;
            case REBOOT -> Fault.REBOOT;
            case DISK_FULL -> Fault.DISK_FULL;
            case LINK_CUT -> {
                cutUntil.put(ref.host(), story.clock.millis() + some(200, ref).toMillis());
                yield Fault.UNREACHABLE;
            }
            case SLOW -> {
                story.clock.pause(some(200, ref));
                yield Fault.NONE;
            }
            case TIMER -> {
                story.world.copies(ref.name()).stream()
                        .filter(copy -> copy.state() == GuardState.QUIESCED)
                        .mapToLong(CopyFacts::deadline)
                        .max()
                        .ifPresent(end -> story.clock.pause(Duration.ofMillis(end - story.clock.millis())));
                yield Fault.NONE;
            }
            default -> {
                happens(kind);
                yield Fault.NONE;
            }
        };
    }

    private Duration some(int seconds, InstanceRef ref) {
        return chance.seconds(seconds, "how long " + ref, happened.size());
    }

    /** What happens to the engines and their database. */
    private void happens(Kind kind) {
        switch (kind) {
            case KILL -> {
                dead = true;
                story.die();
                gone = true;
                throw new Killed();
            }
            case SECOND -> story.another();
            case DATABASE_AWAY -> {
                if (chance.oneIn(2, "restart", happened.size())) {
                    story.outage.restart();
                } else {
                    story.outage.refuse(100 + chance.below(900, "away", happened.size()));
                }
            }
            default -> throw new IllegalArgumentException(kind + " does not happen here");
        }
    }

    /** A write to the journal begins, or is durable by now; true when nobody will hear that it is. */
    boolean writes(MoveId move) {
        InstanceName name = moves.entrySet().stream()
                .filter(each -> each.getValue().equals(move))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        Optional<Kind> kind = next("write", name);
        kind.filter(it -> it != Kind.LOST_COMMIT).ifPresent(this::happens);
        return kind.equals(Optional.of(Kind.LOST_COMMIT));
    }

    void means(MoveId move, long intent) {
        meant.computeIfAbsent(move, key -> ConcurrentHashMap.newKeySet()).add(intent);
    }

    void done(MoveId move, long intent) {
        meant.getOrDefault(move, Set.of()).remove(intent);
    }

    @Override
    public boolean sick(InstanceRef ref) {
        return story.setting.trait(ref.name()) == BatchSetting.Trait.SICK && !story.setting.isHome(ref);
    }

    @Override
    public boolean refusesStop(InstanceRef ref) {
        return active && story.setting.trait(ref.name()) == BatchSetting.Trait.STUBBORN;
    }
}
