package io.evac.cli;

import io.evac.daemon.Home;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A daemon in a process of its own, which neither the terminal nor the end of the command reaches. */
final class DaemonProcess {
    private static final String DETACHED =
            "if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; else trap '' HUP INT QUIT; exec \"$@\"; fi";
    private static final String IDLE_EXIT = "60s";
    private static final long LONGEST_LOG = 5L << 20;
    private final Home home;
    private final Path config;

    DaemonProcess(Home home, Path config) {
        this.home = home;
        this.config = config;
    }

    Process start() throws IOException {
        if (Files.exists(home.log()) && Files.size(home.log()) > LONGEST_LOG) {
            Files.delete(home.log());
        }
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", DETACHED, "evac"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String options = System.getProperty("evac.daemon.options", "");
        command.addAll(List.of(options.split("\n")).stream()
                .filter(option -> !option.isBlank())
                .toList());
        command.addAll(List.of(
                "-cp",
                System.getProperty("evac.daemon.classpath", System.getProperty("java.class.path")),
                "io.evac.Main",
                "serve",
                "--idle-exit",
                System.getProperty("evac.daemon.idle", IDLE_EXIT),
                "--no-resume",
                "--home",
                home.directory().toString(),
                "--config",
                config.toString()));
        return new ProcessBuilder(command)
                .directory(home.directory().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(home.log().toFile()))
                .start();
    }
}
