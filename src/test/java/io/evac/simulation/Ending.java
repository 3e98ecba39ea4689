package io.evac.simulation;

import io.evac.driver.simulated.CopyFacts;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.migration.GuardState;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What must be true when nothing goes wrong any more: every move is at an end, and every instance where that says. */
record Ending(Story story) {
    private static final int ROUNDS = 120;
    /** Changed by someone else: left alone wherever it is. */
    private static final String CHANGED = "EVAC-402";
    /** A finalize has found that the instance is not where a restored database has it, and did nothing. */
    private static final String KEPT = "EVAC-413";
    /** It does not stop, does not fit its budget, or outruns the link. */
    private static final Set<String> THE_GUESTS = Set.of("EVAC-405", "EVAC-406", "EVAC-407", "EVAC-408");

    Optional<String> judge() {
        story.troubles.end();
        story.nobody();
        story.clock.pause(Duration.ofDays(1));
        return deadMan()
                .or(this::finished)
                .or(this::moves)
                .or(this::running)
                .or(this::helped)
                .or(this::broken);
    }

    private Optional<String> broken() {
        return Stream.concat(story.checker.broken().stream(), story.world.violations().stream())
                .findFirst();
    }

    /**
     * Nobody has worked on anything for an hour: whatever was stopped by us and is not behind its fence runs again (the
     * dead-man timer), unless people were here.
     */
    Optional<String> deadMan() {
        for (Move move : story.setting.moves()) {
            InstanceName name = move.instance().name();
            List<HostName> runs = story.world.runningOn(name);
            List<CopyFacts> copies = story.world.copies(name);
            boolean behindTheFence = copies.stream().anyMatch(copy -> copy.state() == GuardState.FENCED);
            boolean hostOff = copies.stream()
                    .anyMatch(copy -> story.world.isOff(copy.ref().host()));
            boolean ours = move.wasRunning() && !story.checker.isTouched(name) && !behindTheFence && !hostOff;
            if (ours && runs.size() != 1) {
                return Optional.of("I5: nobody acts, and " + name + " runs on " + runs + ": " + copies);
            }
        }
        return broken();
    }

    private Optional<String> finished() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Installation> busy = story.installations()
                    .filter(installation -> !story.oneOf(installation).due().isEmpty())
                    .toList();
            if (busy.isEmpty()) {
                return broken();
            }
            busy.forEach(installation -> story.live(story.oneOf(installation)));
        }
        return Optional.of("never ended: " + records());
    }

    private String records() {
        return story.installations()
                .flatMap(installation -> installation.moves.stream()
                        .map(move -> installation.id + " " + move.id() + " "
                                + installation.record(move).state() + " "
                                + installation.record(move).message().orElse("")))
                .toList()
                .toString();
    }

    /** Each move by itself: its state, its open intents, its words. */
    private Optional<String> moves() {
        List<String> wrong = new ArrayList<>();
        story.installations().forEach(installation -> {
            for (Move move : installation.moves) {
                MoveRecord record = installation.record(move);
                story.coverage.end(record.state());
                story.say(
                        "end",
                        installation.id + " " + move.id() + " " + record.state() + " on "
                                + story.world.runningOn(move.instance().name()) + " "
                                + record.message().orElse(""));
                boolean human = record.state() == MoveState.NEEDS_ATTENTION;
                // People's finalize that broke off is people's to repeat: what it left undone is only a parked copy.
                boolean open = installation.rows.openIntents(move.id()).stream()
                        .anyMatch(intent -> !intent.what().equals("run finalize"));
                if (!human && open) {
                    wrong.add("never ended: " + installation.rows.openIntents(move.id()) + " of " + record);
                }
                if (human
                        && record.message()
                                .filter(text -> text.contains("Maybe"))
                                .isEmpty()) {
                    wrong.add("not explained: " + record);
                }
                if (needless(move, record)) {
                    wrong.add("I7: nothing happened to " + move.instance().name() + ", and its move is " + record);
                }
            }
        });
        return wrong.stream().findFirst();
    }

    private boolean needless(Move move, MoveRecord record) {
        boolean bad = record.state() == MoveState.FAILED || record.state() == MoveState.NEEDS_ATTENTION;
        return bad
                && story.troubles.spared(move.instance().name())
                && story.setting.trait(move.instance().name()) == Setting.Trait.WELL
                && record.code().filter(THE_GUESTS::contains).isEmpty();
    }

    /** Each instance: where it runs is where a move left it. */
    private Optional<String> running() {
        for (Move move : story.setting.moves()) {
            if (story.checker.isTouched(move.instance().name()) || needsAttention(move)) {
                continue;
            }
            List<HostName> runs = story.world.runningOn(move.instance().name());
            List<List<HostName>> right = story.installations()
                    .map(installation -> where(installation, move))
                    .toList();
            if (!right.contains(runs)) {
                return Optional.of("I5: " + move.instance().name() + " runs on " + runs + ", expected " + right + ": "
                        + records());
            }
            if (story.installations().allMatch(installation -> takenBack(installation, move))
                    && story.world.copies(move.instance().name()).stream()
                            .anyMatch(copy -> copy.running() && !copy.owner().isEmpty())) {
                return Optional.of("I5: " + move.instance().name() + " was not given back: " + records());
            }
        }
        return Optional.empty();
    }

    /** A restored database does not know what a cancelled move had begun. */
    private boolean takenBack(Installation installation, Move move) {
        Move theirs = installation.moves.get(story.setting.moves().indexOf(move));
        return installation.record(theirs).state() == MoveState.CANCELLED && !installation.wasRestored();
    }

    private boolean needsAttention(Move move) {
        return story.installations()
                .anyMatch(installation -> installation.record(move).state() == MoveState.NEEDS_ATTENTION);
    }

    private List<HostName> where(Installation installation, Move move) {
        Move theirs = installation.moves.get(story.setting.moves().indexOf(move));
        MoveRecord record = installation.record(theirs);
        if (!move.wasRunning()) {
            return List.of();
        }
        boolean toldSo = installation.wasRestored() && record.code().equals(Optional.of(KEPT));
        if (toldSo || unheard(installation, record) || installation.isStale(theirs)) {
            return story.world.runningOn(move.instance().name());
        }
        return switch (record.state()) {
            case MOVED, VERIFIED, FINALIZED -> List.of(theirs.to());
            case FAILED, CANCELLED, ROLLED_BACK ->
                record.code().equals(Optional.of(CHANGED))
                        ? story.world.runningOn(move.instance().name())
                        : List.of(theirs.from());
            case PLANNED, QUEUED, RUNNING, WAITING, NEEDS_ATTENTION -> List.of();
        };
    }

    /** A restored database knows nothing of it, and nobody could be asked: a retry asks again. */
    private static boolean unheard(Installation installation, MoveRecord record) {
        return record.state() == MoveState.FAILED
                && installation.wasRestored()
                && record.message()
                        .filter(text -> text.contains("did not answer"))
                        .isPresent();
    }

    /** What the message of a move that needs a human names helps: with all hosts up, one copy runs in the end. */
    private Optional<String> helped() {
        for (Installation installation : story.installations().toList()) {
            for (Move move : installation.moves) {
                MoveRecord record = installation.record(move);
                if (record.state() == MoveState.NEEDS_ATTENTION || unheard(installation, record)) {
                    help(installation, move);
                } else if (move.wasRunning()
                        && installation.isStale(move)
                        && story.world.runningOn(move.instance().name()).isEmpty()) {
                    // Its way home, or its retry, is forgotten: people see it down, and ask again.
                    if (record.state() == MoveState.FAILED) {
                        help(installation, move);
                    } else {
                        story.live(story.oneOf(installation), now -> now.walk(move, Leg.ROLLBACK));
                    }
                }
            }
        }
        for (Move move : story.setting.moves()) {
            List<HostName> runs = story.world.runningOn(move.instance().name());
            boolean touched = story.checker.isTouched(move.instance().name());
            if (!touched && runs.size() != (move.wasRunning() ? 1 : 0)) {
                return Optional.of("not helped: " + move.instance().name() + " runs on " + runs + ": " + records());
            }
        }
        return Optional.empty();
    }

    private void help(Installation installation, Move move) {
        Orchestrator process = story.oneOf(installation);
        story.live(process, now -> Operator.retry(now, move, installation.record(move)));
        for (int round = 0; round < ROUNDS && !process.due().isEmpty(); round++) {
            story.live(process);
        }
        story.say("after retry", installation.record(move).state().word());
        if (installation.record(move).state() == MoveState.NEEDS_ATTENTION) {
            story.live(process, now -> now.walk(move, Leg.ROLLBACK));
            story.say("after rollback", installation.record(move).state().word());
        }
    }
}
