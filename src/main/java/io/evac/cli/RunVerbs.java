package io.evac.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands to a run. */
final class RunVerbs {
    private RunVerbs() {}

    /** {@code evac pause}. */
    @Command(
            name = "pause",
            description = "Finish what is being cut over, start nothing new; evac resume goes on.",
            footer = {"", "Examples:", "  evac pause R-17", "  evac pause R-17 alpha/web-01"})
    static final class Pause extends RunVerb {
        @Override
        String verb() {
            return "pause";
        }
    }

    /** {@code evac resume}. */
    @Command(
            name = "resume",
            description = "Go on with a paused or interrupted run, exactly where it was.",
            footer = {"", "Examples:", "  evac resume R-17 alpha/web-01", "  evac resume R-17 --outside-window --wait"})
    static final class Resume extends RunVerb {
        @Option(
                names = "--outside-window",
                description = "overrule the run's window: from now on it may stop instances at any time")
        private boolean outsideWindow;

        @Override
        Map<String, Object> body() {
            Map<String, Object> body = new LinkedHashMap<>(super.body());
            if (outsideWindow) {
                body.put("outsideWindow", true);
            }
            return body;
        }

        @Override
        String verb() {
            return "resume";
        }
    }

    /** {@code evac cancel}. */
    @Command(
            name = "cancel",
            description = "Undo what is before its point of no return; moved instances stay where they are.",
            footer = {"", "Examples:", "  evac cancel R-17", "  evac cancel R-17 alpha/db-02 --wait"})
    static final class Cancel extends RunVerb {
        @Override
        String verb() {
            return "cancel";
        }
    }

    /** {@code evac finalize}. */
    @Command(
            name = "finalize",
            description = {
                "Delete the parked copies of instances that are verified and still run.",
                "After a rollback that is the copy on the former destination, once all is well at home."
            },
            footer = {"", "Examples:", "  evac finalize R-17", "  evac finalize R-17 alpha/web-01"})
    static final class Finalize extends RunVerb {
        @Override
        String verb() {
            return "finalize";
        }
    }
}
