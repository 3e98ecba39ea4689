package io.evac.cli;

import io.evac.daemon.DaemonSettings;
import java.util.List;

/** What a command cannot do without Spring; whoever calls the command line supplies it. */
public record Launches(Serve serve, Demo demo) {
    /** Without a demo. */
    public Launches(Serve serve) {
        this(serve, arguments -> {
            throw CommandException.notYet("evac demo");
        });
    }

    /** Runs the daemon in this process. */
    @FunctionalInterface
    public interface Serve {
        /** Answers the exit code, when the daemon has gone. */
        int run(DaemonSettings settings, List<String> properties);
    }

    /** Runs the demonstration. */
    @FunctionalInterface
    public interface Demo {
        /** Answers the exit code. */
        int run(List<String> arguments);
    }
}
