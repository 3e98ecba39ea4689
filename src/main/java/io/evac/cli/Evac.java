package io.evac.cli;

import io.evac.daemon.Home;
import io.evac.report.Plain;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line: what every command has in common, and how each ends. */
@Command(
        name = "evac",
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        description = "Planned host evacuations: every listed instance moves, exactly one copy runs.",
        footer = {
            "",
            "Exit codes:",
            "  0 done                        1 error, or a run that ended with failures",
            "  2 usage, or --yes needed      3 refusals and --fail-on-refusal",
            "  4 plan stale                  5 outside the window, paused, or busy",
            "  6 needs a human               7 server or host unreachable",
            "  130/143 interrupted: detached, the run goes on",
            "",
            "Examples:",
            "  evac plan rack7.csv",
            "  evac apply P-9f3c21ab --wait"
        })
public final class Evac implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--output",
            scope = ScopeType.INHERIT,
            paramLabel = "FORM",
            description = "table, json, ndjson or csv (default: table)")
    private Output output = Output.table;

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "where hosts.yaml is (default: ./config)")
    private @Nullable Path config;

    @Option(
            names = "--home",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "state directory (default: EVAC_HOME, else ~/.local/share/evac)")
    private @Nullable Path home;

    @Option(
            names = "--server",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "a daemon that runs already; its token in EVAC_TOKEN")
    private @Nullable String server;

    @Option(
            names = "--color",
            scope = ScopeType.INHERIT,
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto; NO_COLOR is honoured)")
    private Color color = Color.auto;

    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Launches launches;

    enum Color {
        auto,
        always,
        never
    }

    public Evac(Terminal terminal, Map<String, String> environment, Launches launches) {
        this.terminal = terminal;
        this.environment = Map.copyOf(environment);
        this.launches = launches;
    }

    /** Runs one command line and answers the exit code. */
    public int run(String... arguments) {
        int code = commandLine(Commands.meantBy(arguments)).execute(arguments);
        terminal.out().flush();
        terminal.err().flush();
        return code;
    }

    /** With every command in full. */
    CommandLine commandLine() {
        return commandLine(name -> true);
    }

    private CommandLine commandLine(Predicate<String> full) {
        CommandLine line = new CommandLine(this);
        Commands.add(line, full);
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.setOut(writer(terminal.out()));
        line.setErr(writer(terminal.err()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setColorScheme(new ColorScheme.Builder(Ansi.OFF).build());
        line.setParameterExceptionHandler(this::usage);
        line.setExecutionExceptionHandler((error, at, parsed) -> failed(error));
        return line;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "no command");
    }

    private int usage(ParameterException wrong, String[] arguments) {
        PrintStream err = terminal.err();
        err.println("evac: " + Plain.line(String.valueOf(wrong.getMessage())));
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                err.println("  Maybe you meant " + String.join(" or ", suggestions) + ".");
            }
        }
        err.println("  Try: " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }

    private int failed(Exception error) {
        PrintStream err = terminal.err();
        if (error instanceof CommandException known) {
            known.details().forEach(line -> err.println(Plain.line(line)));
            err.println("evac: "
                    + String.valueOf(known.getMessage())
                            .lines()
                            .map(Plain::line)
                            .collect(Collectors.joining("\n      ")));
            err.println(("  " + Plain.line(known.remedy()) + " [" + known.code() + "]").replace("  []", ""));
            return known.exitCode();
        }
        String what = error instanceof UncheckedIOException || error instanceof IllegalArgumentException
                ? String.valueOf(error.getMessage())
                : error.toString();
        err.println("evac: " + Plain.line(what));
        return Exit.ERROR;
    }

    Terminal terminal() {
        return terminal;
    }

    Launches launches() {
        return launches;
    }

    Output output() {
        return output;
    }

    /** Whether the progress may use colour: wanted, and on a terminal unless it is wanted always. */
    boolean colour() {
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return switch (color) {
            case always -> true;
            case never -> false;
            case auto -> terminal.errIsTerminal() && !refused;
        };
    }

    Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    Optional<String> server() {
        return Optional.ofNullable(server);
    }

    /** Whether the operator named the folder. */
    boolean configNamed() {
        return config != null;
    }

    Path config() {
        return absolute(config == null ? Path.of("config") : config);
    }

    Home home() {
        Path directory = home != null
                ? home
                : environment("EVAC_HOME")
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "share", "evac"));
        return new Home(directory);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
