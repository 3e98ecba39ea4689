package io.evac.simulation;

import io.evac.driver.simulated.CopyFacts;
import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.migration.GuardState;
import io.evac.migration.Journal;
import io.evac.plan.Move;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How each thing that goes wrong happens, and what of it lasts. */
final class Deeds {
    private final Story story;
    private final Map<HostName, Long> cutUntil = new HashMap<>();
    private final Map<HostName, Long> offUntil = new HashMap<>();
    private boolean restored;

    Deeds(Story story) {
        this.story = story;
    }

    /** Lets it happen; what it does to the call, if the point is one. */
    Fault happens(Deed deed, Point point) {
        return switch (deed) {
            case Deed.OfTheCall struck -> struck.fault();
            case Deed.Kill kill -> {
                restored |= kill.restored();
                throw new Orchestrator.Killed(point.where());
            }
            case Deed.LostCommit lost -> {
                installation(point).hiccup();
                throw new Journal.JournalException("no acknowledgement", false, new IllegalStateException());
            }
            case Deed.DatabaseAway away -> {
                installation(point).goAway(away.time().toMillis());
                throw new Journal.JournalException("database away", false, new IllegalStateException());
            }
            case Deed.Cut cut -> {
                atRest(cut);
                yield struck(point, List.of(cut.host()));
            }
            case Deed.PowerLoss loss -> {
                atRest(loss);
                yield struck(point, loss.hosts());
            }
            case Deed.Corrupt corrupt -> {
                // What changes behind the comparison no protocol can see.
                if (point instanceof Point.Call call && call.what().equals("compare")) {
                    story.world.corrupt(corrupt.copy());
                }
                yield Fault.NONE;
            }
            default -> {
                meanwhile(deed);
                yield Fault.NONE;
            }
        };
    }

    private static Installation installation(Point point) {
        if (point instanceof Point.Write write) {
            return write.installation();
        }
        throw new IllegalArgumentException("a database fails at a write only, not at " + point.where());
    }

    private static Fault struck(Point point, List<HostName> hosts) {
        boolean strikes =
                point instanceof Point.Call call && hosts.contains(call.ref().host());
        return strikes ? Fault.UNREACHABLE : Fault.NONE;
    }

    private void meanwhile(Deed deed) {
        switch (deed) {
            case Deed.StandStill still -> standStill(still);
            case Deed.Second second -> second();
            case Deed.Other other -> stranger(other.steps());
            case Deed.Interleave interleave -> story.current().ifPresent(process -> interleave(process, interleave));
            case Deed.Slow slow -> {
                story.clock.pause(slow.time());
                story.renewAll();
            }
            case Deed.Timer timer -> timer(timer);
            default -> atRest(deed);
        }
    }

    /** What may also happen while no orchestrator is at work. */
    void atRest(Deed deed) {
        switch (deed) {
            case Deed.Cut cut -> cutUntil.put(cut.host(), until(cut.time()));
            case Deed.PowerLoss loss ->
                loss.hosts().forEach(host -> {
                    story.world.powerOff(host);
                    offUntil.put(host, until(loss.time()));
                });
            case Deed.Boot boot -> story.world.reboot(boot.host());
            case Deed.ClockStep step -> story.stepClock(step.time().toMillis());
            case Deed.ByHand hand -> new People(story, hand.instance()).act(hand.kind());
            default -> throw new IllegalArgumentException(deed + " needs an orchestrator that is at work");
        }
    }

    private long until(Duration time) {
        return story.clock.millis() + time.toMillis();
    }

    /** Whether nothing reaches the host now. */
    boolean cut(HostName host) {
        return cutUntil.getOrDefault(host, 0L) > story.clock.millis();
    }

    /** Whoever was to be off until now boots. */
    void repair() {
        List.copyOf(offUntil.keySet()).stream()
                .filter(host -> offUntil.get(host) <= story.clock.millis())
                .forEach(this::powerOn);
    }

    /** The host gets its power back. */
    void powerOn(HostName host) {
        offUntil.remove(host);
        story.world.powerOn(host);
    }

    /** Nothing lasts any longer. */
    void end() {
        cutUntil.clear();
        Setting.HOSTS.forEach(story.world::powerOn);
        offUntil.clear();
    }

    /** Whether the orchestrator that was killed takes its database's latest rows with it; asked once. */
    boolean takeRestored() {
        boolean was = restored;
        restored = false;
        return was;
    }

    private void standStill(Deed.StandStill still) {
        story.current().filter(process -> !story.nested()).ifPresent(process -> {
            story.clock.pause(still.time());
            process.standStill(true);
            Orchestrator successor = story.anotherOf(process.installation);
            for (int steps = still.steps(); steps >= 0 && story.live(successor); steps--) {
                story.say(process.node, "stands still");
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

    private void stranger(int most) {
        if (story.nested() || story.current().isEmpty()) {
            return;
        }
        Installation other = story.stranger();
        for (int steps = most; steps >= 0; steps--) {
            story.live(story.oneOf(other));
        }
    }

    private static void interleave(Orchestrator process, Deed.Interleave interleave) {
        List<Move> due = process.due();
        // Two legs at once at most: a third could wait for slots that only this thread could give back.
        long working =
                process.installation.moves.stream().filter(process::works).count();
        if (!due.isEmpty() && working < 2) {
            process.work(interleave.which().apply(due));
        }
    }

    /** To just before or just behind the end of the instance's timer, if one runs. */
    private void timer(Deed.Timer timer) {
        InstanceName instance = timer.instance();
        story.world.copies(instance).stream()
                .filter(copy -> copy.state() == GuardState.QUIESCED)
                .mapToLong(CopyFacts::deadline)
                .max()
                .ifPresent(end -> story.clock.pause(
                        Duration.ofMillis(end - story.clock.millis() - (timer.justBefore() ? 1 : 0))));
    }
}
