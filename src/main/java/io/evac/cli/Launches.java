package io.evac.cli;

import io.evac.daemon.DaemonSettings;
import java.nio.file.Path;
import java.util.List;

/** What a command cannot do without Spring; whoever calls the command line supplies it. */
public record Launches(Serve serve, Demo demo) {
    /** Runs the daemon in this process. */
    @FunctionalInterface
    public interface Serve {
        /**
         * Answers the exit code, when the daemon has gone.
         *
         * @param answers run once the daemon does
         */
        int run(DaemonSettings settings, List<String> properties, Runnable answers);
    }

    /** Runs the demonstration. */
    @FunctionalInterface
    public interface Demo {
        /**
         * Answers the exit code.
         *
         * @param folder for everything it writes
         */
        int run(Path folder);
    }
}
