package io.evac.cli;

/** The exit codes of the contract. */
final class Exit {
    static final int DONE = 0;
    static final int ERROR = 1;
    static final int USAGE = 2;
    static final int REFUSALS = 3;
    static final int BUSY = 5;
    static final int HUMAN = 6;
    static final int UNREACHABLE = 7;

    private Exit() {}

    /** The code for a run in this state. */
    static int ofRun(String state) {
        return switch (state) {
            case "finished", "planned", "scheduled", "running" -> DONE;
            case "needs-attention" -> HUMAN;
            case "waiting", "pausing", "paused" -> BUSY;
            default -> ERROR;
        };
    }
}
