package io.evac.remote;

import java.time.Duration;
import java.util.List;

/**
 * A command as data: an argument vector, quoted in one place when it leaves for a host.
 *
 * @param argv at least the program; any text but NUL
 * @param stdin what to feed; empty for none (end of file at once)
 * @param timeout until the result must be there
 * @param maxOutput bytes of stdout (and of stderr) kept; more is an error for stdout and cut for stderr
 */
public record Command(List<String> argv, byte[] stdin, Duration timeout, int maxOutput) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_OUTPUT = 1 << 20;

    public Command {
        argv = List.copyOf(argv);
        if (argv.isEmpty() || argv.stream().anyMatch(a -> a.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("a command needs a program, and no argument may hold NUL");
        }
    }

    public static Command of(String... argv) {
        return new Command(List.of(argv), new byte[0], DEFAULT_TIMEOUT, DEFAULT_OUTPUT);
    }

    public static Command of(List<String> argv) {
        return new Command(argv, new byte[0], DEFAULT_TIMEOUT, DEFAULT_OUTPUT);
    }

    public Command withStdin(byte[] input) {
        return new Command(argv, input.clone(), timeout, maxOutput);
    }

    public Command withTimeout(Duration time) {
        return new Command(argv, stdin, time, maxOutput);
    }

    public Command withMaxOutput(int bytes) {
        return new Command(argv, stdin, timeout, bytes);
    }
}
