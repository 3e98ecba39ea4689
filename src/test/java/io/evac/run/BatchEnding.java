package io.evac.run;

import io.evac.driver.simulated.CopyFacts;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.migration.GuardState;
import io.evac.migration.Journal.Intent;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What must be true of a story through the engine when nothing goes wrong any more. */
record BatchEnding(BatchStory story) {
    private static final int ROUNDS = 10;

    Optional<String> judge() {
        if (!story.engine().state(story.run()).ended()) {
            return Optional.of("never ended: " + told());
        }
        story.clock.pause(Duration.ofHours(1));
        return deadMan()
                .or(() -> each(this::record))
                .or(() -> each(this::place))
                .or(this::leftOver)
                .or(this::helped)
                .or(this::broken);
    }

    private Optional<String> broken() {
        return Stream.of(story.checker.broken(), story.world.violations(), story.defects())
                .flatMap(List::stream)
                .findFirst();
    }

    private Optional<String> each(Function<Move, Optional<String>> check) {
        return story.moves().stream().map(check).flatMap(Optional::stream).findFirst();
    }

    private String told() {
        return story.engine().state(story.run()) + " "
                + story.moves().stream()
                        .map(move -> story.engine().record(move))
                        .map(record -> record.id() + " " + record.state() + " "
                                + record.message().orElse(""))
                        .toList();
    }

    /** Nobody has acted for an hour: whatever was stopped and is not behind its fence runs again (the dead-man timer). */
    Optional<String> deadMan() {
        return each(move -> {
                    InstanceName name = move.instance().name();
                    List<HostName> runs = story.world.runningOn(name);
                    List<CopyFacts> copies = story.world.copies(name);
                    boolean fenced = copies.stream().anyMatch(copy -> copy.state() == GuardState.FENCED);
                    return move.wasRunning() && !fenced && runs.size() != 1
                            ? Optional.of("I5: nobody acts, and " + name + " runs on " + runs + ": " + copies)
                            : Optional.empty();
                })
                .or(this::broken);
    }

    /** The journal's word by itself. */
    private Optional<String> record(Move move) {
        MoveRecord record = story.engine().record(move);
        boolean human = record.state() == MoveState.NEEDS_ATTENTION;
        if (human && record.message().filter(text -> text.contains("Maybe")).isEmpty()) {
            return Optional.of("not explained: " + record);
        }
        List<Intent> open = story.engine().openIntents(move).stream()
                .filter(intent -> !human && !intent.what().equals("run finalize"))
                .toList();
        if (!open.isEmpty()) {
            return Optional.of("I3: never ended: " + open + " of " + record);
        }
        boolean bad = human || record.state() == MoveState.FAILED;
        boolean outOfTime = record.code()
                .filter(code -> code.equals("EVAC-405") || code.equals("EVAC-406"))
                .isPresent();
        boolean needless = bad
                && !outOfTime
                && story.troubles.spared(move.instance().name())
                && story.setting.trait(move.instance().name()) == BatchSetting.Trait.WELL;
        return needless
                ? Optional.of("I7: nothing happened to " + move.instance() + ", and its move is " + record)
                : Optional.empty();
    }

    /** The hosts agree with the journal: where it runs, and what became of the copy that it left. */
    private Optional<String> place(Move move) {
        MoveRecord record = story.engine().record(move);
        List<HostName> right = switch (record.state()) {
            case MOVED, VERIFIED, FINALIZED -> List.of(move.to());
            case FAILED, CANCELLED, ROLLED_BACK -> List.of(move.from());
            case PLANNED, QUEUED, RUNNING, WAITING -> List.of();
            case NEEDS_ATTENTION -> story.world.runningOn(move.instance().name());
        };
        List<HostName> runs = story.world.runningOn(move.instance().name());
        if (move.wasRunning() ? !runs.equals(right) : !runs.isEmpty()) {
            return Optional.of("I5: " + move.instance() + " runs on " + runs + ", expected " + right + ": " + record
                    + story.world.copies(move.instance().name()));
        }
        boolean parked = story.world.copies(move.instance().name()).stream()
                .anyMatch(copy -> copy.ref().equals(move.instance()) && copy.exists() && copy.complete());
        boolean kept = record.state() != MoveState.FINALIZED;
        return parked == kept || record.state() == MoveState.NEEDS_ATTENTION
                ? Optional.empty()
                : Optional.of("I2: the copy of " + move.instance() + " at home is "
                        + (parked ? "still there: " : "gone: ") + record);
    }

    /** Nothing of the run is at work any more, neither for Batch nor for the lease. */
    private Optional<String> leftOver() {
        List<String> jobs = story.engine().jobStates();
        if (jobs.stream().anyMatch(state -> state.startsWith("START") || state.equals("STOPPING"))) {
            return Optional.of("left over: executions are " + jobs);
        }
        return story.engine().leases().holder(story.run()).map(held -> "left over: the lease is " + held);
    }

    /** What needs a human is helped by what its message says: with all hosts up, one copy runs in the end. */
    private Optional<String> helped() {
        List<Move> human = story.moves().stream()
                .filter(move -> story.state(move) == MoveState.NEEDS_ATTENTION)
                .toList();
        for (int round = 0; round < ROUNDS && !human.isEmpty(); round++) {
            List<String> names = human.stream()
                    .filter(move -> story.state(move) == MoveState.NEEDS_ATTENTION)
                    .map(move -> move.instance().name().value())
                    .toList();
            story.command(runs -> {
                if (names.isEmpty()) {
                    runs.resume(story.run(), List.of(), "test");
                } else {
                    runs.retry(story.run(), names, Optional.empty(), "test");
                }
            });
        }
        return each(move -> {
            List<HostName> runs = story.world.runningOn(move.instance().name());
            return runs.size() == (move.wasRunning() ? 1 : 0)
                    ? Optional.empty()
                    : Optional.of("not helped: " + move.instance() + " runs on " + runs + ": " + told());
        });
    }
}
