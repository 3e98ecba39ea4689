package io.evac;

import io.evac.cli.Evac;
import io.evac.cli.Launches;
import io.evac.cli.Terminal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The commands that people type most, one after the other: the launcher keeps the classes they load in an archive.
 *
 * <p>The arguments follow every command; they name a state directory whose daemon runs.
 */
final class Training {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("--help"),
            List.of("plan", "--help"),
            List.of("status"),
            List.of("status", "--output", "json"),
            List.of("list", "check", "no-such-list.csv"),
            List.of("host", "list"));

    private Training() {}

    /** Runs them; how they end is nobody's concern here. */
    public static void main(String[] arguments) {
        Launches none = new Launches((settings, properties, answers) -> 1, folder -> 1);
        COMMANDS.forEach(command -> new Evac(Terminal.system(), Map.of(), none)
                .run(Stream.concat(command.stream(), Stream.of(arguments)).toArray(String[]::new)));
    }
}
