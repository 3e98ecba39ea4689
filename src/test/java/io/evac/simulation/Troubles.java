package io.evac.simulation;

import io.evac.driver.simulated.Faults;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Journal.MoveRecord;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Lets what the plot says happen at the points of a story, and remembers whom it may have hindered. */
final class Troubles implements Faults {
    private static final Duration LONG_NIGHT = Duration.ofHours(1);
    private static final Duration LOOK = Duration.ofSeconds(1);

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
    private final Plot plot;
    private final Deeds deeds;
    private final Set<InstanceName> hit = new HashSet<>();
    private final Map<Long, Kind> happened = new TreeMap<>();
    private boolean all;
    private boolean silenced;
    private boolean quiet;
    private long point;
    private String call = "";
    private Optional<InstanceRef> called = Optional.empty();

    Troubles(Story story, Plot plot) {
        this.story = story;
        this.plot = plot;
        this.deeds = new Deeds(story);
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
        deeds.end();
        story.installations().forEach(Installation::comeBack);
    }

    /** Whether a call may have gone unanswered so far. */
    boolean silenced() {
        return silenced;
    }

    boolean areOver() {
        return quiet;
    }

    boolean calling(InstanceRef ref, String what) {
        return called.equals(Optional.of(ref)) && call.equals(what);
    }

    private Optional<Deed> next(Point here) {
        point = here.number();
        story.coverage.point();
        Optional<Deed> deed = quiet ? Optional.empty() : plot.at(here);
        deed.ifPresent(it -> count(it.kind(), here.where()));
        return deed;
    }

    private void count(Kind kind, String where) {
        happened.put(point, kind);
        story.coverage.fault(kind);
        story.audience().fault(kind, point, where);
        all |= !OF_THE_CALL.contains(kind) && !kind.people();
        silenced |= SILENCE.contains(kind);
    }

    void atWrite(Installation installation, MoveRecord record, String what, boolean after) {
        story.onlyTheLiving();
        story.renewAll();

        Point here = new Point.Write(point + 1, installation, record, what, after);
        Optional<Deed> deed = next(here);
        if (deed.isEmpty()) {
            if (plot.backsUp(here)) {
                installation.back();
            }
            return;
        }
        hitAllAtWork();
        deeds.happens(deed.get(), here);
        story.onlyTheLiving();
    }

    private void hitAllAtWork() {
        story.current()
                .ifPresent(process -> process.installation.moves.stream()
                        .filter(process::works)
                        .forEach(move -> hit.add(move.instance().name())));
    }

    /** Usually somebody notices soon; sometimes it is a long night. */
    void afterDeath(Installation installation, long number) {
        if (deeds.takeRestored()) {
            story.nobody(installation);
            installation.restore();
            story.say("database", "restored from a backup");
        }
        Duration time = plot.untilNoticed(number);
        if (time.compareTo(LONG_NIGHT) >= 0) {
            story.nobody();
            if (plot.watched()) {
                pass(time);
            } else {
                story.clock.pause(time);
            }
            new Ending(story)
                    .deadMan()
                    .ifPresent(broken -> story.checker.broken().add(broken));
        } else {
            story.clock.pause(time);
        }
    }

    @Override
    public Fault on(InstanceRef ref, String what) {
        deeds.repair();
        story.onlyTheLiving();
        story.renewAll();
        story.audience().calls(ref, what);
        story.current().ifPresent(process -> {
            story.checker.sends(process, ref, what);
            story.windows.sends(process, ref, what);
        });
        Point here = new Point.Call(point + 1, ref, what);
        Fault fault = next(here).map(deed -> struck(deed, here, ref)).orElse(Fault.NONE);
        story.onlyTheLiving();
        call = what;
        called = Optional.of(ref);
        fault = deeds.cut(ref.host()) ? Fault.UNREACHABLE : fault;
        if (fault != Fault.NONE || story.world.isOff(ref.host())) {
            story.audience().hinders(ref, what, fault);
        }
        return fault;
    }

    private Fault struck(Deed deed, Point here, InstanceRef ref) {
        hit.add(ref.name());
        hitAllAtWork();
        return deeds.happens(deed, here);
    }

    /** The call has had its effect. */
    void landed(InstanceRef ref, String what) {
        Optional<Deed> deed = quiet ? Optional.empty() : plot.behind(ref, what);
        deed.ifPresent(it -> {
            count(it.kind(), "behind " + what + " on " + ref);
            struck(it, new Point.Call(point, ref, "behind " + what), ref);
        });
    }

    /** Something happens while no orchestrator is at work. */
    void atRest(Deed deed) {
        count(deed.kind(), "at rest");
        deeds.atRest(deed);
    }

    /** A host that is off gets its power back. */
    void powerOn(HostName host) {
        deeds.powerOn(host);
    }

    /** Time passes while no orchestrator is at work, and what hosts do by themselves is seen when they do it. */
    void pass(Duration time) {
        Duration left = time;
        while (left.isPositive()) {
            Duration step = left.compareTo(LOOK) > 0 ? LOOK : left;
            story.clock.pause(step);
            look();
            left = left.minus(step);
        }
    }

    /** Time has passed: what hosts have done by themselves is seen. */
    void look() {
        deeds.repair();
        story.setting
                .moves()
                .forEach(move -> story.world.runningOn(move.instance().name()));
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
        return story.setting.trait(ref.name()) == Setting.Trait.SLOW_TO_STOP ? plot.stopsAfter(point) : Duration.ZERO;
    }
}
