package io.evac.cli;

import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a run begins with: {@code --bandwidth} and {@code --hook}. */
final class StartTerms {
    static final String LIMIT = "a rate, rates by the daemon's time of day, or none for no limit";
    static final String HOOK = "POINT=NAME or POINT=NAME:stop|go-on, its points before-host, after-host,"
            + " before-cutover and after-cutover";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--bandwidth",
            paramLabel = "LIMIT",
            description = "what all its transfers may send together: " + LIMIT)
    private @Nullable String limit;

    @Option(
            names = "--hook",
            paramLabel = "HOOK",
            description = "what is to be called when: " + HOOK + "; may be given again")
    private List<String> hooks = List.of();

    /**
     * The body of a request to run a plan. What neither option nor descriptor says is left out.
     *
     * @param job whose word counts where an option is not given
     */
    Map<String, Object> start(String plan, Optional<JobDescriptor> job) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("plan", plan);
        if (limit != null) {
            body.put("bandwidth", bandwidth(spec(), limit).toString());
        } else {
            job.map(JobDescriptor::bandwidth)
                    .filter(usual -> !usual.entries().isEmpty())
                    .ifPresent(usual -> body.put("bandwidth", usual.toString()));
        }
        if (hooks.isEmpty()) {
            job.map(JobDescriptor::hooks)
                    .filter(usual -> !usual.isEmpty())
                    .ifPresent(usual -> body.put("hooks", usual.toString()));
        } else {
            body.put("hooks", hooks().toString());
        }
        return body;
    }

    /** Before anything is asked of the daemon. */
    void check() {
        if (limit != null) {
            bandwidth(spec(), limit);
        }
        hooks();
    }

    private Hooks hooks() {
        return hooks.isEmpty() ? Hooks.NONE : hooks(spec(), String.join(",", hooks));
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(command);
    }

    /** @throws ParameterException when it is no limit */
    static Bandwidth bandwidth(CommandSpec command, String text) {
        return read(command, text, Bandwidth::parse);
    }

    /** @throws ParameterException when it is none, nor {@code none} */
    static Hooks hooks(CommandSpec command, String text) {
        return read(command, text, Hooks::parse);
    }

    private static <T> T read(CommandSpec command, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException unreadable) {
            throw new ParameterException(command.commandLine(), String.valueOf(unreadable.getMessage()), unreadable);
        }
    }
}
