package io.evac.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that the demo types, each a process of its own as an operator's would be. */
final class DemoCommands {
    private final Path home;
    private final Path config;
    private final PrintStream out;

    DemoCommands(Path home, Path config, PrintStream out) {
        this.home = home;
        this.config = config;
        this.out = out;
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        for (String property : List.of("evac.daemon.classpath", "evac.daemon.options", "evac.tty.err")) {
            if (System.getProperty(property) != null) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.evac.Main"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", home.toString(), "--config", config.toString()));
        return command;
    }

    /** Types the command and shows what it says; its exit code. */
    int show(String... arguments) throws IOException, InterruptedException {
        out.println();
        out.println("$ evac " + String.join(" ", arguments));
        out.flush();
        return new ProcessBuilder(command(arguments)).inheritIO().start().waitFor();
    }

    /** What a command prints, quietly. */
    String read(String... arguments) throws IOException, InterruptedException {
        Path said = Files.createTempFile(home, "demo", ".out");
        try {
            int exit = new ProcessBuilder(command(arguments))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(said.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IOException("evac " + String.join(" ", arguments) + " ended with " + exit);
            }
            return Files.readString(said, StandardCharsets.UTF_8);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    /** A run as its JSON says. */
    JsonNode status(String run) throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(read("status", run, "--output", "json"));
    }
}
