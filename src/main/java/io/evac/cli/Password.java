package io.evac.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A password that is typed without being shown, or is the first line of what comes in; never an argument, which others see. */
final class Password {
    private Password() {}

    static String read(Terminal terminal) {
        Console console = terminal.inIsTerminal() ? System.console() : null;
        String password = console == null ? line(terminal) : typed(console);
        if (password.isEmpty()) {
            throw new CommandException(
                    Exit.USAGE, "EVAC-610", "no password", "Maybe type one, or give it on standard input.");
        }
        return password;
    }

    private static String typed(Console console) {
        String first = text(console.readPassword("Password, 12 characters or more: "));
        String again = text(console.readPassword("The same again: "));
        if (!first.equals(again)) {
            throw new CommandException(
                    Exit.USAGE, "EVAC-609", "the two passwords differ, nothing was done", "Maybe type them again.");
        }
        return first;
    }

    private static String text(char[] typed) {
        return typed == null ? "" : new String(typed);
    }

    private static String line(Terminal terminal) {
        try {
            String line = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException broken) {
            throw new CommandException(
                    Exit.ERROR, "EVAC-610", "no password: " + broken.getMessage(), "Maybe give it on standard input.");
        }
    }
}
