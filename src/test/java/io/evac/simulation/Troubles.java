package io.evac.simulation;

import io.evac.driver.simulated.CopyFacts;
import io.evac.driver.simulated.Faults;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.GuardState;
import io.evac.migration.Journal;
import io.evac.plan.Move;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lets what the schedule names happen at the points of a story, and remembers whom it may have hindered. */
final class Troubles implements Faults {
    private static final Set<Kind> OF_THE_CALL = EnumSet.of(
            Kind.UNREACHABLE, Kind.LOST_REQUEST, Kind.LOST_ANSWER, Kind.LATE, Kind.DISK_FULL, Kind.CORRUPT, Kind.KILL);

    private static final Set<Kind> SILENCE = EnumSet.of(
            Kind.UNREACHABLE,
            Kind.LINK_CUT,
            Kind.LOST_REQUEST,
            Kind.LOST_ANSWER,
            Kind.LATE,
            Kind.POWER_LOSS,
            Kind.DISK_FULL);

    private final Story story;
    private final Chance chance;
    private final Schedule schedule;
    private final Map<HostName, Long> cutUntil = new HashMap<>();
    private final Map<HostName, Long> offUntil = new HashMap<>();
    private final Set<InstanceName> hit = new HashSet<>();
    private final Map<Long, Kind> happened = new java.util.TreeMap<>();
    private boolean all;
    private boolean quiet;
    private boolean restored;
    private long point;
    private String call = "";
    private Optional<InstanceRef> called = Optional.empty();

    Troubles(Story story, Chance chance, Schedule schedule) {
        this.story = story;
        this.chance = chance;
        this.schedule = schedule;
    }

    /** The faults of this story, by point. */
    Map<Long, Kind> happened() {
        return happened;
    }

    long points() {
        return point;
    }

    /** Whether nothing went wrong that this instance's move could have noticed. */
    boolean spared(InstanceName name) {
        return !all && !hit.contains(name);
    }

    /** From here on nothing goes wrong any more, and everything is repaired. */
    void end() {
        quiet = true;
        cutUntil.clear();
        Setting.HOSTS.forEach(story.world::powerOn);
        offUntil.clear();
        story.installations().forEach(Installation::comeBack);
    }

    /** Whether a call may have gone unanswered so far. */
    boolean silenced() {
        return happened.values().stream().anyMatch(SILENCE::contains);
    }

    boolean areOver() {
        return quiet;
    }

    boolean calling(InstanceRef ref, String what) {
        return called.equals(Optional.of(ref)) && call.equals(what);
    }

    private Optional<Kind> next(boolean atCall) {
        point++;
        story.coverage.point();
        Optional<Kind> kind = quiet ? Optional.empty() : schedule.at(point, atCall);
        kind.ifPresent(this::count);
        return kind;
    }

    private void count(Kind kind) {
        happened.put(point, kind);
        story.coverage.fault(kind);
        story.say("*** " + kind + " at point " + point);
        all |= !OF_THE_CALL.contains(kind) && !kind.people();
    }

    void atWrite(Installation installation, String at) {
        story.onlyTheLiving();
        story.renewAll();

        long here = point + 1;
        Optional<Kind> kind = next(false);
        if (kind.isEmpty()) {
            if (chance.oneIn(40, "backup", here)) {
                installation.back();
            }
            return;
        }
        hitAllAtWork();
        happensAtWrite(kind.get(), installation, at, here);
        story.onlyTheLiving();
    }

    private void happensAtWrite(Kind kind, Installation installation, String at, long here) {
        switch (kind) {
            case KILL, RESTORED -> die(kind, at);
            case PAUSE -> standStill(here);
            case SECOND -> second();
            case OTHER -> stranger(here);
            case CLOCK_STEP -> stepClock(here);
            case LOST_COMMIT -> {
                installation.hiccup();
                throw new Journal.JournalException("no acknowledgement", false, new IllegalStateException());
            }
            case DATABASE_AWAY -> {
                installation.goAway(chance.seconds(40, "away", here).toMillis());
                throw new Journal.JournalException("database away", false, new IllegalStateException());
            }
            default -> throw new IllegalArgumentException(kind + " does not happen at a write");
        }
    }

    private void hitAllAtWork() {
        story.current()
                .ifPresent(process -> process.installation.moves.stream()
                        .filter(process::works)
                        .forEach(move -> hit.add(move.instance().name())));
    }

    private void die(Kind kind, String at) {
        restored |= kind == Kind.RESTORED;
        throw new Orchestrator.Killed(at);
    }

    /** Usually somebody notices soon; sometimes it is a long night. */
    void afterDeath(Installation installation, long number) {
        if (restored) {
            restored = false;
            story.nobody(installation);
            installation.restore();
            story.say("the database is restored from a backup");
        }
        if (chance.oneIn(6, "long night", number)) {
            story.nobody();
            story.clock.pause(Duration.ofHours(1));
            new Ending(story, chance)
                    .deadMan()
                    .ifPresent(broken -> story.checker.broken().add(broken));
        } else {
            story.clock.pause(chance.seconds(25, "noticed", number));
        }
    }

    @Override
    public Fault on(InstanceRef ref, String what) {
        repair();
        story.onlyTheLiving();
        story.renewAll();
        story.say("  " + what + " on " + ref.host() + "/" + ref.name());
        story.current().ifPresent(process -> story.checker.sends(process, ref, what));
        long here = point + 1;
        Fault fault = next(true).map(kind -> happens(kind, ref, what, here)).orElse(Fault.NONE);
        story.onlyTheLiving();
        call = what;
        called = Optional.of(ref);
        return cutUntil.getOrDefault(ref.host(), 0L) > story.clock.millis() ? Fault.UNREACHABLE : fault;
    }

    private void repair() {
        List.copyOf(offUntil.keySet()).stream()
                .filter(host -> offUntil.get(host) <= story.clock.millis())
                .forEach(host -> {
                    offUntil.remove(host);
                    story.world.powerOn(host);
                });
    }

    private Fault happens(Kind kind, InstanceRef ref, String what, long here) {
        hit.add(ref.name());
        hitAllAtWork();
        return switch (kind) {
            case UNREACHABLE -> Fault.UNREACHABLE;
            case LOST_REQUEST -> Fault.LOST_REQUEST;
            case LOST_ANSWER -> Fault.LOST_ANSWER;
            case LATE -> Fault.LATE;
            case REBOOT -> Fault.REBOOT;
            case DISK_FULL -> Fault.DISK_FULL;
            case KILL, RESTORED -> {
                die(kind, "a call to " + ref.host());
                yield Fault.NONE;
            }
            case LINK_CUT -> {
                cutUntil.put(
                        ref.host(),
                        story.clock.millis() + chance.seconds(200, "cut", here).toMillis());
                yield Fault.UNREACHABLE;
            }
            case POWER_LOSS -> {
                story.world.powerOff(ref.host());
                offUntil.put(
                        ref.host(),
                        story.clock.millis() + chance.seconds(900, "off", here).toMillis());
                yield Fault.UNREACHABLE;
            }
            case PAUSE, SECOND, OTHER, INTERLEAVED, SLOW, TIMER, CLOCK_STEP -> meanwhile(kind, ref, here);
            case CORRUPT -> {
                // What changes behind the comparison no protocol can see.
                if (what.equals("compare")) {
                    story.world.corrupt(ref);
                }
                yield Fault.NONE;
            }
            case STOPPED_BY_PEOPLE, STARTED_BY_PEOPLE, PUT_BACK, DELETED, RECONFIGURED -> {
                new People(story, ref).act(kind);
                yield Fault.NONE;
            }
            case DATABASE_AWAY, LOST_COMMIT -> throw new IllegalArgumentException(kind + " does not happen at a call");
        };
    }

    private Fault meanwhile(Kind kind, InstanceRef ref, long here) {
        switch (kind) {
            case PAUSE -> standStill(here);
            case SECOND -> second();
            case OTHER -> stranger(here);
            case INTERLEAVED -> story.current().ifPresent(process -> interleave(process, here));
            case SLOW -> {
                story.clock.pause(chance.seconds(200, "slow", here));
                story.renewAll();
            }
            case TIMER -> timer(ref, here);
            default -> stepClock(here);
        }
        return Fault.NONE;
    }

    private void stepClock(long here) {
        story.stepClock(chance.seconds(7200, "step", here).minusHours(1).toMillis());
    }

    private void standStill(long here) {
        story.current().filter(process -> !story.nested()).ifPresent(process -> {
            story.clock.pause(Duration.ofSeconds(16).plus(chance.seconds(60, "still", here)));
            process.standStill(true);
            Orchestrator successor = story.anotherOf(process.installation);
            for (int steps = chance.below(8, "steps", here); steps >= 0 && story.live(successor); steps--) {
                story.say("(" + process.node + " stands still)");
            }
            process.standStill(false);
        });
    }

    private void second() {
        story.current().filter(process -> !story.nested()).ifPresent(process -> {
            Orchestrator beside = story.anotherOf(process.installation);
            story.live(beside);
        });
    }

    private void stranger(long here) {
        if (story.nested() || story.current().isEmpty()) {
            return;
        }
        Installation other = story.stranger();
        for (int steps = chance.below(10, "strange steps", here); steps >= 0; steps--) {
            story.live(story.oneOf(other));
        }
    }

    private void interleave(Orchestrator process, long here) {
        List<Move> due = process.due();
        // Two legs at once at most: a third could wait for slots that only this thread could give back.
        long working =
                process.installation.moves.stream().filter(process::works).count();
        if (!due.isEmpty() && working < 2) {
            process.work(chance.of(due, "interleaved", here));
        }
    }

    /** To just before or just behind the end of the instance's timer, if one runs. */
    private void timer(InstanceRef ref, long here) {
        story.world.copies(ref.name()).stream()
                .filter(copy -> copy.state() == GuardState.QUIESCED)
                .mapToLong(CopyFacts::deadline)
                .max()
                .ifPresent(end -> story.clock.pause(Duration.ofMillis(
                        end - story.clock.millis() - (chance.oneIn(2, "just before", here) ? 1 : 0))));
    }

    @Override
    public boolean sick(InstanceRef ref) {
        boolean away =
                story.setting.moves().stream().noneMatch(move -> move.instance().equals(ref));
        return away && story.setting.trait(ref.name()) == Setting.Trait.SICK;
    }

    @Override
    public boolean refusesStop(InstanceRef ref) {
        return !quiet && story.setting.trait(ref.name()) == Setting.Trait.STUBBORN;
    }

    @Override
    public Duration stopsAfter(InstanceRef ref) {
        return story.setting.trait(ref.name()) == Setting.Trait.SLOW_TO_STOP
                ? chance.seconds(20, "stops after", point)
                : Duration.ZERO;
    }
}
