package io.evac.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A fixed POSIX-sh program that is shipped with Evac; what varies is passed as arguments or on stdin.
 *
 * @param text all of it
 */
public record Program(String text) {
    /**
     * Reads a program from the distribution.
     *
     * @param folder of the distribution's resources, e.g. {@code files}
     * @param files that make up the program, one after the other
     * @throws IllegalStateException when one of them is not there
     */
    public static Program shipped(String folder, String... files) {
        StringBuilder text = new StringBuilder();
        for (String file : files) {
            text.append(read(folder + "/" + file));
        }
        return new Program(text.toString());
    }

    private static String read(String file) {
        try (InputStream in = Program.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: no " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #argv}, for a guard: its arguments hold no line break, so the program must be written for that. */
    public List<String> oneLine(String... arguments) {
        String joined = text.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining(" "));
        return sh(joined, arguments);
    }

    /** The argument vector that runs the program with its stdin free for data. */
    public List<String> argv(String... arguments) {
        return sh(text, arguments);
    }

    private static List<String> sh(String program, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", program, "evac"));
        argv.addAll(List.of(arguments));
        return argv;
    }

    /** The command that runs the program with its stdin free for data. */
    public Command command(String... arguments) {
        return Command.of(argv(arguments));
    }
}
