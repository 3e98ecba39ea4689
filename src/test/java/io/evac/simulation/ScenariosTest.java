package io.evac.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One folder explains one behaviour; see {@code docs/simulation.md}. {@code -Devac.write=true} writes the golden logs anew:
 * what a script says of the end is compared all the same.
 */
class ScenariosTest {
    private static final String LOG = "expected.log";
    private static final List<String> FILES =
            List.of("README.md", "expected.log", "hosts.yaml", "list.csv", "script.yaml");

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        return Scenario.folders().stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> play(folder)));
    }

    private static void play(Path folder) throws Exception {
        Performance performance = new Performance(Scenario.read(folder));
        List<String> wrong = performance.play();
        String log = performance.log().toString();
        if (Boolean.getBoolean("evac.write")) {
            Files.writeString(folder.resolve(LOG), log);
        }
        assertThat(wrong).as("%s, whose log is%n%s", folder, log).isEmpty();
        compare(folder.resolve(LOG), log);
        assertThat(filesOf(folder)).as("files of %s", folder).isEqualTo(FILES);
    }

    private static List<String> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void compare(Path file, String log) throws IOException {
        List<String> expected = Files.exists(file) ? Files.readAllLines(file) : List.of();
        List<String> real = log.lines().toList();
        int line = 0;
        while (line < Math.max(expected.size(), real.size())) {
            String then = line < expected.size() ? expected.get(line) : "(nothing more)";
            String now = line < real.size() ? real.get(line) : "(nothing more)";
            line++;
            if (!then.equals(now)) {
                fail(file + ":" + line + ": the log differs from here on\n  expected: " + then + "\n  but was:  " + now
                        + "\nMaybe it is right now: look at it, then write it anew with -Devac.write=true");
            }
        }
    }
}
