package io.evac.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A command line as typed, and what came of it. */
record Typed(int exit, String out, String err) {

    static Typed at(Map<String, String> environment, String... arguments) {
        return run(environment, "", false, arguments);
    }

    /** On a terminal, with these keystrokes. */
    static Typed answering(Map<String, String> environment, String keys, String... arguments) {
        return run(environment, keys, true, arguments);
    }

    private static Typed run(Map<String, String> environment, String keys, boolean tty, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                tty,
                false,
                tty,
                100);
        Launches launches = new Launches(
                (settings, properties, answers) -> {
                    terminal.out().println("serve " + settings.port() + " " + settings.resume() + " " + properties);
                    return 0;
                },
                folder -> 0);
        int exit = new Evac(terminal, environment, launches).run(arguments);
        return new Typed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
