package io.evac.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a local program to its end. */
final class Tool {
    private Tool() {}

    /** What it printed; an exit other than 0 is an error with everything it said. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("tool", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(said.toFile())
                    .start();
            int exit = process.waitFor();
            String out = Files.readString(said, StandardCharsets.UTF_8);
            if (exit != 0) {
                throw new IOException(command + " ended with " + exit + ": " + out);
            }
            return out;
        } finally {
            Files.deleteIfExists(said);
        }
    }
}
