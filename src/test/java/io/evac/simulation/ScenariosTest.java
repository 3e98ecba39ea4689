package io.evac.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * One folder explains one behaviour; see {@code docs/simulation.md}. {@code -Devac.write=true} writes the golden logs anew:
 * what a script says of the end is compared all the same.
 */
class ScenariosTest {
    private static final String LOG = "expected.log";
    private static final List<String> FILES =
            List.of("README.md", "expected.log", "hosts.yaml", "list.csv", "script.yaml");

    /** Rows that no scenario can show, and why. */
    private static final Map<String, String> WITHOUT = Map.of(
            "host key changed, auth refused",
            "keys and logins are SSH's, and simulated hosts have none; FaultMatrixIT changes real ones",
            "source snapshot pruned by others",
            "no driver has snapshots yet",
            "window closes",
            "there are no windows yet beyond their start");

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        return Scenario.folders().stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> play(folder)));
    }

    @Test
    void everyRowOfTheFaultTableHasAScenarioOrAReasonWhyNot() throws Exception {
        Map<String, Map<String, String>> table = table();
        Set<String> shown = new TreeSet<>(WITHOUT.keySet());
        List<String> wrong = new ArrayList<>();
        for (Path folder : Scenario.folders()) {
            Script script = ScriptReader.read(folder.resolve("script.yaml"));
            Map<String, String> cells = table.getOrDefault(script.row(), Map.of());
            if (script.phases().isEmpty() || !script.phases().stream().allMatch(phase -> asked(cells, phase))) {
                wrong.add(folder + ": the table asks nothing of " + script.phases() + " in the row " + script.row());
            }
            if (names(script.row()).noneMatch(folder.getFileName().toString()::startsWith)) {
                wrong.add(folder + " is not called after its row: "
                        + names(script.row()).toList());
            }
            if (WITHOUT.containsKey(script.row())) {
                wrong.add(folder + ": there is one, although " + WITHOUT.get(script.row()));
            }
            shown.add(script.row());
        }
        assertThat(wrong).isEmpty();
        assertThat(shown).containsExactlyInAnyOrderElementsOf(table.keySet());
    }

    private static boolean asked(Map<String, String> cells, String phase) {
        return !cells.getOrDefault(phase, "-").equals("-");
    }

    /** A row's words, or those of one of its alternatives, as a folder's name begins. */
    private static Stream<String> names(String row) {
        String words = row.replaceAll(" *\\([^)]*\\)", "").replaceAll("(?<=\\d),(?=\\d)", "");
        return Stream.concat(Stream.of(words), Arrays.stream(words.split("[,;] | or ")))
                .map(part -> part.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", ""));
    }

    /** The fault table: by fault and phase what is asked. */
    private static Map<String, Map<String, String>> table() throws IOException {
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        List<String> head = List.of();
        for (String line : Files.readAllLines(Path.of("docs/domain.md"))) {
            List<String> cells = List.of(line.replaceAll("^\\| | \\|$", "").split(" \\| "));
            if (cells.getFirst().equals("fault")) {
                head = cells.stream().map(cell -> cell.replace(" ", "")).toList();
            } else if (!head.isEmpty() && !cells.getFirst().startsWith("---") && cells.size() == head.size()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i < cells.size(); i++) {
                    row.put(head.get(i), cells.get(i));
                }
                table.put(cells.getFirst(), row);
            }
        }
        return table;
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
