package io.evac.simulation;

import io.evac.migration.Leg;
import io.evac.migration.MoveState;
import io.evac.plan.Move;

/** What is verified goes home again, and what is home is finalized: the whole life of a move. */
final class PlainCourse implements Commands {
    private final boolean home;

    /** @param home whether it goes home, or is finalized where it went */
    PlainCourse(boolean home) {
        this.home = home;
    }

    @Override
    public void command(Orchestrator process, long number) {
        for (Move move : process.installation.moves) {
            switch (process.installation.record(move).state()) {
                case VERIFIED -> process.walk(move, home ? Leg.ROLLBACK : Leg.FINALIZE);
                case ROLLED_BACK -> process.walk(move, Leg.FINALIZE);
                case PLANNED, QUEUED, RUNNING, WAITING, MOVED, FINALIZED, FAILED, CANCELLED, NEEDS_ATTENTION -> {}
            }
        }
    }

    @Override
    public boolean pending(Installation installation) {
        return installation.moves.stream().anyMatch(move -> {
            var record = installation.record(move);
            return record.state() == MoveState.VERIFIED || Leg.FINALIZE.due(move, record);
        });
    }
}
