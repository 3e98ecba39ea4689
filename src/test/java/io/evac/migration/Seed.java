package io.evac.migration;

import io.evac.driver.simulated.Faults;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.MigrationType;
import io.evac.plan.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** One random story of one move: faults of hosts and wires, kills at every boundary, a database that goes away. */
final class Seed implements Faults {
    /** The orchestrator is killed: nothing may catch it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String where) {
            super("killed " + where);
        }
    }

    private static final List<Fault> KINDS = List.of(
            Fault.UNREACHABLE,
            Fault.LOST_REQUEST,
            Fault.LOST_ANSWER,
            Fault.LOST_ANSWER,
            Fault.LATE,
            Fault.REBOOT,
            Fault.DISK_FULL);

    private final Random random;
    private final Stage stage;
    private final List<String> story = new ArrayList<>();
    private final boolean sick;
    private final boolean stubborn;
    private final boolean discard;
    private int kills;
    private MoveState ended = MoveState.PLANNED;
    private int faults;
    private int outages;
    private final double rate;
    private long databaseBack;
    private Optional<HostName> silent = Optional.empty();
    private long silentUntil;

    Seed(long number, UnaryOperator<Guards> sabotage) {
        random = new Random(number * 7919);
        boolean cold = random.nextInt(3) == 0;
        boolean running = random.nextInt(8) != 0;
        Duration downtime = Duration.ofSeconds(List.of(15, 30, 60, 120).get(random.nextInt(4)));
        stage = new Stage(
                cold ? MigrationType.COLD : MigrationType.SEMI_LIVE,
                downtime,
                running,
                (1L + random.nextInt(8)) << 27,
                random.nextInt(30) << 20);
        sick = random.nextInt(7) == 0;
        stubborn = random.nextInt(20) == 0;
        discard = random.nextInt(4) == 0;
        kills = random.nextInt(4);
        faults = random.nextInt(5);
        outages = random.nextInt(3);
        rate = 0.01 + random.nextDouble() * 0.1;
        stage.sabotage = sabotage;
        stage.policy = policy();
        if (discard) {
            stage.world.allowDiscard();
        }
    }

    private Policy policy() {
        Policy d = Policy.DEFAULT;
        return new Policy(
                d.type(),
                d.downtime(),
                5,
                2,
                Policy.NotConverging.values()[random.nextInt(4)],
                Policy.GuestRefusesStop.values()[random.nextInt(2)],
                discard ? Policy.ReversalImpossible.DISCARD : Policy.ReversalImpossible.HUMAN,
                0,
                1,
                d.parkedFor(),
                Duration.ofSeconds(random.nextInt(20)));
    }

    /** Plays the story; empty when every invariant held, else what broke. */
    Optional<String> play() {
        stage.world.faults(this);
        stage.journal.boundary(this::boundary);
        for (int life = 0; life < 60; life++) {
            try {
                if (life == 0 || stage.epoch == 0) {
                    stage.takeOver();
                }
                if (!work()) {
                    break;
                }
            } catch (Killed killed) {
                say(killed.getMessage());
                restart();
            } catch (Journal.JournalException gone) {
                say("journal: " + gone.getMessage());
                restart();
            }
            Optional<String> broken = broken();
            if (broken.isPresent()) {
                return broken;
            }
        }
        return settled();
    }

    private boolean work() {
        for (Leg leg : Stage.LEGS) {
            if (Migrator.due(stage.move, stage.read(), leg)) {
                Journal.MoveRecord after = stage.advance(leg);
                say(leg + " -> " + after.state() + " " + after.message().orElse(""));
                stage.clock.pause(Duration.ofSeconds(1));
                return true;
            }
        }
        return false;
    }

    /** A successor, after a while; it may be killed while it takes over, too. */
    private void restart() {
        stage.clock.pause(Duration.ofSeconds(random.nextInt(25)));
        for (int tries = 0; tries < 50; tries++) {
            try {
                stage.takeOver();
                return;
            } catch (Killed killed) {
                say(killed.getMessage() + " while taking over");
            } catch (Journal.JournalException gone) {
                say("no takeover: " + gone.getMessage());
            }
            stage.clock.pause(Duration.ofSeconds(3));
        }
    }

    private Optional<String> broken() {
        List<String> violations = stage.world.violations();
        return violations.isEmpty() ? Optional.empty() : Optional.of(violations + "");
    }

    private Optional<String> settled() {
        faults = 0;
        kills = 0;
        outages = 0;
        silentUntil = 0;
        databaseBack = 0;
        stage.clock.pause(Duration.ofDays(2));
        if (broken().isPresent()) {
            return broken();
        }
        MoveState state = stage.read().state();
        ended = state;
        List<HostName> runs = stage.world.runningOn(Moves.WEB);
        String facts =
                state + ", running on " + runs + ", " + stage.read().message().orElse("");
        say("end: " + facts);
        List<Journal.Intent> open = stage.journal.openIntents(stage.move.id());
        if (!open.isEmpty() && state != MoveState.NEEDS_ATTENTION) {
            return Optional.of("never ended: " + open + " of " + facts);
        }
        return switch (state) {
            case VERIFIED -> expect(runs, Moves.BETA, facts);
            case FAILED, CANCELLED ->
                stage.read().code().equals(Optional.of(Codes.CHANGED))
                        ? Optional.empty()
                        : expect(runs, Moves.ALPHA, facts);
            case NEEDS_ATTENTION ->
                stage.read().message().filter(text -> text.contains("Maybe")).isPresent() && runs.size() <= 1
                        ? helped()
                        : Optional.of("not explained: " + facts);
            default -> Optional.of("never ended: " + facts);
        };
    }

    /** What the message names helps: with both hosts answering, retry or rollback ends with one running copy. */
    private Optional<String> helped() {
        stage.takeOver();
        stage.journal.put(Migrator.lookedAt(stage.read()));
        stage.runAll();
        String retried = "after retry: " + stage.read().state() + " "
                + stage.read().message().orElse("");
        say(retried);
        if (stage.read().state() == MoveState.NEEDS_ATTENTION) {
            stage.advance(Leg.ROLLBACK);
            retried += "; after rollback: " + stage.read().state() + " "
                    + stage.read().message().orElse("");
            say(retried);
        }
        List<HostName> runs = stage.world.runningOn(Moves.WEB);
        boolean one = runs.size() == (stage.move.wasRunning() ? 1 : 0);
        return one && broken().isEmpty() ? Optional.empty() : Optional.of("not helped: " + runs + " " + retried);
    }

    private Optional<String> expect(List<HostName> runs, HostName where, String facts) {
        List<HostName> wanted = stage.move.wasRunning() ? List.of(where) : List.of();
        return runs.equals(wanted) ? Optional.empty() : Optional.of("wanted " + wanted + ": " + facts);
    }

    /** How it ended before anybody helped. */
    MoveState end() {
        return ended;
    }

    String story() {
        return String.join("\n", story) + "\n" + String.join("\n", stage.world.records(Moves.HOME)) + "\n"
                + String.join("\n", stage.world.records(Moves.AWAY)) + "\n" + stage.read();
    }

    private void boundary(String at) {
        if (outages > 0 && !at.equals("read") && random.nextDouble() < rate / 4) {
            outages--;
            databaseBack = stage.clock.millis() + random.nextInt(40_000);
            say("the database goes away");
        }
        if (stage.clock.millis() < databaseBack) {
            throw new Journal.JournalException("database away", false, new IllegalStateException());
        }
        if (kills > 0 && !at.equals("read") && random.nextDouble() < rate / 2) {
            kills--;
            throw new Killed(at);
        }
        if (!at.equals("read")) {
            say(at);
        }
    }

    @Override
    public Fault on(InstanceRef ref, String call) {
        if (kills > 0 && random.nextDouble() < rate / 4) {
            kills--;
            throw new Killed("before " + call + " on " + ref.host());
        }
        if (silent.equals(Optional.of(ref.host())) && stage.clock.millis() < silentUntil) {
            return Fault.UNREACHABLE;
        }
        if (faults > 0 && random.nextDouble() < rate) {
            faults--;
            Fault fault = KINDS.get(random.nextInt(KINDS.size()));
            if (fault == Fault.UNREACHABLE && random.nextBoolean()) {
                silent = Optional.of(ref.host());
                silentUntil = stage.clock.millis() + random.nextInt(200_000);
            }
            say(fault + " at " + call + " on " + ref.host());
            return fault;
        }
        say(call + " on " + ref.host());
        return Fault.NONE;
    }

    @Override
    public boolean sick(InstanceRef ref) {
        return sick && ref.equals(Moves.AWAY);
    }

    @Override
    public boolean refusesStop(InstanceRef ref) {
        return stubborn && ref.equals(Moves.HOME);
    }

    private void say(String what) {
        story.add(stage.clock.millis() % 100_000_000 + " " + what);
    }
}
