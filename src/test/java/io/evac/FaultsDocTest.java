package io.evac;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** {@code docs/faults.md} answers every cell of the fault table in {@code docs/domain.md}, and names tests that exist. */
class FaultsDocTest {
    private static final Path DOMAIN = Path.of("docs/domain.md");
    private static final Path FAULTS = Path.of("docs/faults.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");
    private static final String NOTHING = "-";
    private static final String NOT_YET = "not yet";
    private static final String SECTION = "## ";
    private static final List<String> HEADS = List.of("phase", "---");
    private static final Pattern NAME = Pattern.compile("`([^`]*)`");
    private static final Pattern NAMES = Pattern.compile("`[^`]+`(, `[^`]+`)*");
    private static final Pattern METHOD = Pattern.compile("(\\w+)\\.(\\w+)");
    private static final Pattern CASE =
            Pattern.compile("(SimulationIT|FaultMatrixIT|LibvirtFaultsIT|ScenariosTest) (\\S+)");

    /** What the page says of one fault in one phase. */
    private record Entry(String behaviour, String shownBy) {}

    @Test
    void everyFaultOfTheTableHasItsSectionAndNoOther() throws IOException {
        Map<String, Map<String, String>> table = table();
        assertThat(table).hasSizeGreaterThan(20);
        assertThat(page().keySet()).containsExactlyElementsOf(table.keySet());
    }

    @Test
    void everyCellOfTheTableIsAnsweredOnce() throws IOException {
        Map<String, Map<String, List<Entry>>> page = page();
        List<String> wrong = new ArrayList<>();
        table().forEach((fault, cells) -> {
            Map<String, List<Entry>> section = page.getOrDefault(fault, Map.of());
            section.keySet().stream()
                    .filter(phase -> !cells.containsKey(phase))
                    .forEach(phase -> wrong.add(fault + ": no phase " + phase));
            cells.forEach((phase, asked) -> answered(asked, section.getOrDefault(phase, List.of()))
                    .ifPresent(why -> wrong.add(fault + ", " + phase + ": " + why)));
        });
        assertThat(wrong).as("cells of %s", FAULTS).isEmpty();
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, List<String>> classes = classes();
        List<String> names = page().values().stream()
                .flatMap(section -> section.values().stream())
                .flatMap(List::stream)
                .flatMap(entry -> NAME.matcher(entry.shownBy()).results().map(name -> name.group(1)))
                .distinct()
                .toList();
        assertThat(names).hasSizeGreaterThan(100);
        assertThat(names.stream().filter(name -> !exists(name, classes)))
                .as("named by %s and no test", FAULTS)
                .isEmpty();
    }

    /** Why this is no answer to what the table asks; empty when it is one. */
    private static Optional<String> answered(String asked, List<Entry> entries) {
        if (entries.size() != 1) {
            return Optional.of(entries.size() + " entries");
        }
        Entry entry = entries.getFirst();
        boolean nothing = entry.behaviour().equals(NOTHING) && entry.shownBy().equals(NOTHING);
        boolean later = entry.behaviour().equals(NOT_YET) && entry.shownBy().equals(NOT_YET);
        if (asked.equals(NOTHING) != nothing) {
            return Optional.of("the table says " + asked);
        }
        boolean shown = entry.behaviour().length() > NOTHING.length()
                && !entry.behaviour().equals(NOT_YET)
                && NAMES.matcher(entry.shownBy()).matches();
        return nothing || later || shown ? Optional.empty() : Optional.of("neither shown by a test nor " + NOT_YET);
    }

    private static boolean exists(String name, Map<String, List<String>> classes) {
        Matcher fault = CASE.matcher(name);
        if (fault.matches()) {
            return switch (fault.group(1)) {
                case "SimulationIT" -> hasConstant("io.evac.simulation.Kind", fault.group(2));
                case "ScenariosTest" ->
                    Files.isRegularFile(SCENARIOS.resolve(fault.group(2)).resolve("script.yaml"));
                default ->
                    fault.group(2).equals(fault.group(2).toLowerCase(Locale.ROOT))
                            && hasConstant(
                                    "io.evac.it.Fault",
                                    fault.group(2).toUpperCase(Locale.ROOT).replace('-', '_'));
            };
        }
        Matcher method = METHOD.matcher(name);
        return method.matches()
                && classes.getOrDefault(method.group(1), List.of()).stream()
                        .flatMap(type -> Arrays.stream(load(type).getDeclaredMethods()))
                        .filter(declared -> AnnotationSupport.isAnnotated(declared, Testable.class))
                        .anyMatch(test -> test.getName().equals(method.group(2)));
    }

    private static boolean hasConstant(String type, String name) {
        return Arrays.stream(load(type).getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .anyMatch(name::equals);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, FaultsDocTest.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new AssertionError(missing);
        }
    }

    /** The full names of the classes of tests, by the simple ones. */
    private static Map<String, List<String>> classes() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.map(file -> TESTS.relativize(file).toString())
                    .filter(file -> file.endsWith(".java") && !file.endsWith("package-info.java"))
                    .map(file ->
                            file.substring(0, file.length() - ".java".length()).replace('/', '.'))
                    .collect(Collectors.groupingBy(name -> name.substring(name.lastIndexOf('.') + 1)));
        }
    }

    /** The fault table: by fault and phase what is asked. */
    private static Map<String, Map<String, String>> table() throws IOException {
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        List<String> phases = List.of();
        for (String line : Files.readAllLines(DOMAIN)) {
            List<String> cells = cells(line);
            if (cells.isEmpty() || cells.getFirst().startsWith("---")) {
                phases = cells.isEmpty() ? List.of() : phases;
            } else if (cells.getFirst().equals("fault")) {
                phases = cells.stream().map(cell -> cell.replace(" ", "")).toList();
            } else if (!phases.isEmpty()) {
                assertThat(cells).hasSameSizeAs(phases);
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i < phases.size(); i++) {
                    row.put(phases.get(i), cells.get(i));
                }
                table.put(cells.getFirst(), row);
            }
        }
        return table;
    }

    /** The page: by fault and phase what it says; a row may answer for several phases. */
    private static Map<String, Map<String, List<Entry>>> page() throws IOException {
        Map<String, Map<String, List<Entry>>> page = new LinkedHashMap<>();
        Map<String, List<Entry>> section = Map.of();
        for (String line : Files.readAllLines(FAULTS)) {
            List<String> cells = cells(line);
            if (line.startsWith(SECTION)) {
                section = new LinkedHashMap<>();
                page.put(line.substring(SECTION.length()), section);
            } else if (!cells.isEmpty() && !HEADS.contains(cells.getFirst())) {
                assertThat(cells).as(line).hasSize(3);
                for (String phase : cells.getFirst().split(" · ")) {
                    section.computeIfAbsent(phase, first -> new ArrayList<>())
                            .add(new Entry(cells.get(1), cells.get(2)));
                }
            }
        }
        return page;
    }

    /** The cells of a row of a table; none of any other line. */
    private static List<String> cells(String line) {
        return line.startsWith("| ") && line.endsWith(" |")
                ? List.of(line.substring(2, line.length() - 2).split(" \\| "))
                : List.of();
    }
}
