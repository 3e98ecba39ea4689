package io.evac.cli;

import io.evac.inventory.Bandwidth;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --bandwidth}. */
final class Limit {
    static final String WHAT = "a rate, rates by the daemon's time of day, or none for no limit";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--bandwidth",
            paramLabel = "LIMIT",
            description = "what all its transfers may send together: " + WHAT)
    private @Nullable String text;

    /**
     * The body of a request to run a plan.
     *
     * @param usual where the option is not given; unlimited says nothing
     */
    Map<String, Object> start(String plan, Bandwidth usual) {
        Bandwidth limit = text == null ? usual : read(Objects.requireNonNull(command), text);
        return text == null && limit.entries().isEmpty()
                ? Map.of("plan", plan)
                : Map.of("plan", plan, "bandwidth", limit.toString());
    }

    /** Before anything is asked of the daemon. */
    void check() {
        if (text != null) {
            read(Objects.requireNonNull(command), text);
        }
    }

    /** @throws ParameterException when it is no limit */
    static Bandwidth read(CommandSpec command, String text) {
        try {
            return Bandwidth.parse(text);
        } catch (IllegalArgumentException unreadable) {
            throw new ParameterException(command.commandLine(), String.valueOf(unreadable.getMessage()), unreadable);
        }
    }
}
