package io.evac.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What commands share that ask before they do something. */
final class Confirmation {
    @Option(
            names = {"-y", "--yes"},
            description = "do not ask")
    private boolean yes;

    boolean given() {
        return yes;
    }

    /** Asks; the default is no. Without a terminal to read the question and answer it there is nobody to ask. */
    void ask(Terminal terminal, String question) {
        if (yes) {
            return;
        }
        if (!terminal.inIsTerminal() || !terminal.errIsTerminal()) {
            throw new CommandException(
                    Exit.USAGE, "EVAC-531", "confirmation needed and no terminal to ask on", "Maybe add --yes.");
        }
        PrintStream err = terminal.err();
        err.print(question + " [y/N] ");
        err.flush();
        if (!List.of("y", "yes").contains(answer(terminal.in()).strip().toLowerCase(Locale.ROOT))) {
            throw new CommandException(Exit.ERROR, "EVAC-532", "not confirmed, nothing was done", "Maybe later.");
        }
    }

    /** One line; nothing at all is an answer too. */
    private static String answer(InputStream in) {
        try {
            String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException broken) {
            throw new UncheckedIOException("the answer cannot be read: " + broken.getMessage(), broken);
        }
    }
}
