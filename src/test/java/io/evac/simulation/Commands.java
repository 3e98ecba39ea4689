package io.evac.simulation;

/** What people at the command line want while a story goes on. */
interface Commands {
    /** Asked before each step of a process that leads. */
    void command(Orchestrator process, long number);

    /** Whether they will want something although nothing is due by itself. */
    boolean pending(Installation installation);

    Commands NONE = new Commands() {
        @Override
        public void command(Orchestrator process, long number) {}

        @Override
        public boolean pending(Installation installation) {
            return false;
        }
    };
}
