package io.evac.migration;

import static io.evac.migration.MoveState.CANCELLED;
import static io.evac.migration.MoveState.FAILED;
import static io.evac.migration.MoveState.FINALIZED;
import static io.evac.migration.MoveState.MOVED;
import static io.evac.migration.MoveState.NEEDS_ATTENTION;
import static io.evac.migration.MoveState.PLANNED;
import static io.evac.migration.MoveState.QUEUED;
import static io.evac.migration.MoveState.ROLLED_BACK;
import static io.evac.migration.MoveState.RUNNING;
import static io.evac.migration.MoveState.VERIFIED;
import static io.evac.migration.MoveState.WAITING;

import java.util.List;

/** Every way a move's state may change, as one table. {@code docs/move-states.md} is written from it. */
public final class MoveTransitions {
    /**
     * One allowed change.
     *
     * @param reason why it happens, for people
     */
    public record Transition(MoveState from, MoveState to, String reason) {}

    public static final List<Transition> ALL = List.of(
            new Transition(PLANNED, RUNNING, "a leg begins"),
            new Transition(QUEUED, RUNNING, "a leg begins"),
            new Transition(WAITING, RUNNING, "a leg begins again"),
            new Transition(RUNNING, QUEUED, "a leg is done, the next is due"),
            new Transition(RUNNING, WAITING, "stopped or hindered, nothing is down; resumable"),
            new Transition(RUNNING, MOVED, "healthy on its destination; or a rollback was undone"),
            new Transition(RUNNING, FAILED, "ended on the source, as it was"),
            new Transition(RUNNING, ROLLED_BACK, "healthy at home again"),
            new Transition(RUNNING, CANCELLED, "cancelled and undone"),
            new Transition(RUNNING, NEEDS_ATTENTION, "cannot be resolved without a human"),
            new Transition(MOVED, VERIFIED, "verified after the soak time"),
            new Transition(MOVED, NEEDS_ATTENTION, "verification found something wrong"),
            new Transition(MOVED, RUNNING, "a rollback begins"),
            new Transition(VERIFIED, RUNNING, "a rollback begins"),
            new Transition(VERIFIED, FINALIZED, "the parked copy is deleted"),
            new Transition(NEEDS_ATTENTION, RUNNING, "a rollback begins"),
            new Transition(FAILED, NEEDS_ATTENTION, "a host that was off is back and may run it, too"),
            new Transition(ROLLED_BACK, NEEDS_ATTENTION, "a host that was off is back and may run it, too"),
            new Transition(FAILED, QUEUED, "tried again"),
            new Transition(NEEDS_ATTENTION, QUEUED, "tried again after a human looked"));

    private MoveTransitions() {}

    /** Whether the table holds this change; staying in a state always is allowed. */
    public static boolean allowed(MoveState from, MoveState to) {
        return from == to || ALL.stream().anyMatch(t -> t.from() == from && t.to() == to);
    }

    /** @throws IllegalStateException when the table does not hold this change */
    public static void require(MoveState from, MoveState to) {
        if (!allowed(from, to)) {
            throw new IllegalStateException("a move cannot go from " + from.word() + " to " + to.word());
        }
    }

    /** The table as a diagram in Markdown: the content of {@code docs/move-states.md}. */
    public static String diagram() {
        StringBuilder text = new StringBuilder("# The states of a move\n\n")
                .append("Written from `MoveTransitions`; a test compares.\n\n```mermaid\nstateDiagram-v2\n")
                .append("    [*] --> planned\n");
        for (Transition t : ALL) {
            text.append("    ")
                    .append(name(t.from()))
                    .append(" --> ")
                    .append(name(t.to()))
                    .append(": ")
                    .append(t.reason().replace(";", ","))
                    .append('\n');
        }
        return text.append("    finalized --> [*]\n```\n").toString();
    }

    private static String name(MoveState state) {
        return state.word().replace('-', '_');
    }
}
