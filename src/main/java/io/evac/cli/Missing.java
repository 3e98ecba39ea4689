package io.evac.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands of the contract that this version answers with a refusal, never with silence. */
final class Missing {
    private Missing() {}

    /** {@code evac cutover}. */
    @Command(
            name = "cutover",
            description = "Choose when instances cut over (not in this version).",
            footer = {"", "Examples:", "  evac cutover R-17 --now", "  evac cutover R-17 alpha/db-02 --at 02:00"})
    static final class Cutover extends Action {
        @Parameters(arity = "0..*", paramLabel = "RUN [INSTANCE]", description = "a run's id, and instances")
        private List<String> operands = List.of();

        @Option(names = "--now", description = "as soon as possible")
        private boolean now;

        @Option(names = "--at", paramLabel = "TIME", description = "not before this time")
        private @Nullable String at;

        @Option(names = "--hold", description = "keep syncing until told otherwise")
        private boolean hold;

        @Override
        public Integer call() {
            throw new CommandException(
                    Exit.ERROR,
                    "EVAC-530",
                    "evac cutover is not in this version",
                    "Maybe say the earliest cutover per row, in the list's column cutover.");
        }
    }
}
