package io.evac.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The three streams, and which of them are terminals; Java cannot tell by itself, so the launcher does.
 *
 * @param columns the width of the terminal, the usual one where it does not tell
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean inIsTerminal,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int columns) {
    private static final int USUAL_COLUMNS = 80;

    /** This process's own streams, in UTF-8. */
    public static Terminal system() {
        return new Terminal(
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                Boolean.getBoolean("evac.tty.in"),
                Boolean.getBoolean("evac.tty.out"),
                Boolean.getBoolean("evac.tty.err"),
                width(Integer.getInteger("evac.columns", 0)));
    }

    /** Serial lines and some containers say 0. */
    static int width(int told) {
        return told <= 0 ? USUAL_COLUMNS : Math.clamp(told, 40, 400);
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
