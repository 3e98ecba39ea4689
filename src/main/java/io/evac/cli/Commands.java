package io.evac.cli;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of the root. One that a command line cannot mean is only its name and description: that is all that the
 * root's help and suggestions show of it, and building it in full is most of what a short command would take.
 */
final class Commands {
    private static final List<Class<? extends Action>> ALL = List.of(
            ListCommand.class,
            PlanCommand.class,
            ShowCommand.class,
            ApplyCommand.class,
            RunCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            EventsCommand.class,
            RunVerbs.Pause.class,
            RunVerbs.Resume.class,
            RunVerbs.Cancel.class,
            RetryCommand.class,
            RollbackCommand.class,
            RunVerbs.Finalize.class,
            CutoverCommand.class,
            BandwidthCommand.class,
            HooksCommand.class,
            RestoreCommand.class,
            ScheduleCommand.class,
            HostCommand.class,
            TokenCommand.class,
            UserCommand.class,
            AuditCommand.class,
            ReportCommand.class,
            ServeCommand.class,
            DemoCommand.class,
            CompletionCommand.class);

    private Commands() {}

    /** What is to be built in full: every word of the command line may be a command, one in a file too. */
    static Predicate<String> meantBy(String... arguments) {
        Set<String> words = Set.copyOf(List.of(arguments));
        boolean elsewhere = words.stream().anyMatch(word -> word.startsWith("@"));
        return name -> elsewhere || words.contains(name);
    }

    /** Adds all commands, in the order of the help. */
    static void add(CommandLine line, Predicate<String> full) {
        for (Class<? extends Action> type : ALL) {
            Command command = type.getAnnotation(Command.class);
            if (full.test(command.name())) {
                line.addSubcommand(command.name(), type);
            } else {
                CommandSpec brief = CommandSpec.create().name(command.name());
                brief.usageMessage().description(command.description());
                line.addSubcommand(command.name(), brief);
            }
        }
    }
}
