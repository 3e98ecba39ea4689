package io.evac.simulation;

import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.plan.Move;
import io.evac.schedule.Window;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One story: instances that are moved, by one or more orchestrators, while things go wrong at points that a schedule
 * names. One thread, one clock, the same every time.
 */
final class Story {
    static final Instant BEGINNING = Instant.parse("2026-11-20T22:00:00Z");
    private static final int ROUNDS = 250;
    private static final int NESTING = 3;

    /** Shorter than a lease is renewed. */
    private static final Duration LOOK = Duration.ofSeconds(9);

    final Setting setting;
    final Mutant mutant;
    final Coverage coverage;
    final ManualClock clock = new ManualClock(BEGINNING);
    final SimulatedWorld world = new SimulatedWorld(clock, clock);
    /** The clock of the orchestrators' machine, which people and protocols step. */
    final Clock wallClock = steppedClock().withZone(ZoneOffset.UTC);

    final Checker checker;
    final WindowJudge windows;
    final Troubles troubles;
    private final Chance chance;
    private final Commands people;
    private final Installation first;
    private Optional<Installation> other = Optional.empty();
    private final Deque<Orchestrator> acting = new ArrayDeque<>();
    private final List<Orchestrator> alive = new ArrayList<>();
    private Audience audience = Audience.NOBODY;
    private long stepped;
    private long commands;

    /** @param people who give commands, too */
    Story(
            Chance chance,
            Setting setting,
            Plot plot,
            Mutant mutant,
            Coverage coverage,
            Function<Story, Commands> people) {
        this.chance = chance;
        this.setting = setting;
        this.mutant = mutant;
        this.coverage = coverage;
        for (int i = 0; i < setting.moves().size(); i++) {
            Move move = setting.moves().get(i);
            world.add(move.instance(), setting.disks().get(i), setting.writes().get(i), move.wasRunning());
        }
        if (setting.discards()) {
            world.allowDiscard();
        }
        checker = new Checker(world, coverage, setting.discards());
        windows = new WindowJudge(this);
        troubles = new Troubles(this, plot);
        first = new Installation("4f1c2a90", setting.moves(), this);
        world.witness(this::saw);
        world.faults(troubles);
        this.people = people.apply(this);
    }

    private void saw(InstanceRef ref, String what) {
        audience.saw(ref, what);
        checker.saw(ref, what);
        windows.saw(ref, what);
        if (!acting.isEmpty() && troubles.calling(ref, what)) {
            checker.landed(acting.peek(), ref);
            troubles.landed(ref, what);
        }
    }

    /** Plays the story to its end; empty when every invariant held, else what broke. */
    Optional<String> play() {
        coverage.story();
        for (int round = 0; round < ROUNDS && broken().isEmpty() && anythingDue(); round++) {
            Installation whose =
                    other.filter(second -> chance.oneIn(2, "whose", commands)).orElse(first);
            live(oneOf(whose));
            commands++;
        }
        if (broken().isPresent()) {
            return broken();
        }
        return new Ending(this).judge();
    }

    /** The first invariant that broke. */
    Optional<String> broken() {
        return Stream.concat(checker.broken().stream(), world.violations().stream())
                .findFirst();
    }

    private boolean anythingDue() {
        return installations()
                .anyMatch(installation -> !oneOf(installation).due().isEmpty() || people.pending(installation));
    }

    Stream<Installation> installations() {
        return Stream.concat(Stream.of(first), other.stream());
    }

    Orchestrator oneOf(Installation whose) {
        return alive.stream()
                .filter(process -> process.installation == whose)
                .findFirst()
                .orElseGet(() -> anotherOf(whose));
    }

    Orchestrator anotherOf(Installation whose) {
        Orchestrator fresh = new Orchestrator(whose, this);
        alive.add(fresh);
        return fresh;
    }

    /** The second installation, there from now on. */
    Installation stranger() {
        if (other.isEmpty()) {
            other = Optional.of(new Installation("77aa77aa", setting.ofAnother(chance), this));
        }
        return other.get();
    }

    /** One step of one process; whatever becomes of the process is part of the story. False when it got nothing done. */
    boolean live(Orchestrator process) {
        return live(process, this::step);
    }

    private void step(Orchestrator process) {
        if (!troubles.areOver()) {
            people.command(process, commands);
        }

        process.due().stream().findFirst().ifPresent(move -> process.work(anyDue(process, move)));
    }

    /** The same with something that people want of it. */
    boolean live(Orchestrator process, Consumer<Orchestrator> deed) {
        if (acting.size() >= NESTING || acting.contains(process)) {
            return false;
        }
        acting.push(process);
        try {
            renewAll();
            if (!process.leads() && !process.takeOver()) {
                say(process.node, "finds another at work");
                clock.pause(Duration.ofSeconds(4));
                return false;
            }
            deed.accept(process);
            clock.pause(Duration.ofMillis(500));
            return true;
        } catch (Orchestrator.Killed killed) {
            say(process.node, "is " + killed.getMessage());
            gone(process);
            troubles.afterDeath(process.installation, commands);
            return false;
        } catch (Journal.JournalException refused) {
            say(process.node, "gives up: " + refused.getMessage());
            gone(process);
            clock.pause(Duration.ofSeconds(3));
            return false;
        } finally {
            acting.pop();
        }
    }

    /** Until something may be stopped again, or never again needs a window: processes live on, and hosts do what they do. */
    void waitForWindow() {
        Instant now = clock.instant();
        Instant until = setting.nights()
                .nextOpening(now)
                .or(() -> setting.nights().at(now).map(Window::closes))
                .orElse(now);
        while (clock.instant().isBefore(until)) {
            clock.pause(LOOK);
            troubles.look();
            renewAll();
        }
    }

    private Move anyDue(Orchestrator process, Move usual) {
        List<Move> due = process.due();
        return due.isEmpty() ? usual : chance.of(due, "which move", commands);
    }

    private void gone(Orchestrator process) {
        process.die();
        alive.remove(process);
    }

    /** Whoever works on anything is gone, and nobody comes for a while. */
    void nobody() {
        List.copyOf(alive).forEach(this::gone);
    }

    /** Whoever works for this installation is gone. */
    void nobody(Installation of) {
        alive.stream().filter(process -> process.installation == of).toList().forEach(this::gone);
    }

    /** A process that was ended while another one acted does nothing more. */
    void onlyTheLiving() {
        current().filter(Orchestrator::isDead).ifPresent(dead -> {
            throw new Orchestrator.Killed("the hands of others");
        });
    }

    /** The renewing threads of all processes that do not stand still have run. */
    void renewAll() {
        alive.forEach(Orchestrator::renew);
    }

    Optional<Orchestrator> current() {
        return Optional.ofNullable(acting.peek());
    }

    boolean nested() {
        return acting.size() >= NESTING;
    }

    /** A point of the story at a journal. */
    void write(Installation installation, MoveRecord record, String what, boolean after) {
        audience.writes(installation, record, what, after);
        troubles.atWrite(installation, record, what, after);
    }

    private InstantSource steppedClock() {
        return () -> clock.instant().plusMillis(stepped);
    }

    boolean wasStepped() {
        return stepped != 0;
    }

    void stepClock(long millis) {
        stepped += millis;
    }

    /** Who is told the story from now on. */
    void heardBy(Audience listener) {
        audience = listener;
    }

    Audience audience() {
        return audience;
    }

    void say(String who, String what) {
        audience.says(who, what);
    }
}
