package io.evac;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/codes.md} and the program name the same codes. */
class CodesTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final List<Path> SCRIPTS =
            List.of(Path.of("src/main/resources/guard"), Path.of("src/main/resources/files"));
    private static final Path DOCUMENT = Path.of("docs/codes.md");

    private static final Pattern CODE = Pattern.compile("\\bEVAC-\\d{3}\\b");
    private static final Pattern NO_WHOLE_CODE = Pattern.compile("EVAC-(?!\\d{3}\\b)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (EVAC-\\d{3}) \\| [^|\\s][^|]* \\| [^|\\s][^|]* \\|$");

    /** Comments and characters are matched so that no quote in them opens a text; only texts are captured. */
    private static final Pattern TEXT = Pattern.compile("//[^\\n]*|/\\*[\\s\\S]*?\\*/|'(?:\\\\.|[^'\\\\\\n])[^'\\n]*'"
            + "|(\"\"\"[\\s\\S]*?\"\"\"|\"[^\"\\\\\\n]*(?:\\\\.[^\"\\\\\\n]*)*\")");

    @Test
    void everyCodeOfTheProgramIsDocumented() throws IOException {
        SortedMap<String, String> used = used();
        used.keySet().removeAll(documented());
        assertThat(used).as("codes without a row in %s", DOCUMENT).isEmpty();
    }

    @Test
    void everyDocumentedCodeIsInTheProgram() throws IOException {
        assertThat(used().keySet())
                .as("codes of %s occur in the program", DOCUMENT)
                .containsAll(documented());
    }

    @Test
    void everyCodeIsDocumentedOnceWithItsMeaningAndARemedy() throws IOException {
        assertThat(documented()).hasSizeGreaterThan(100).doesNotHaveDuplicates();
        assertThat(codes(Files.readString(DOCUMENT)))
                .as("every code of the document is the first cell of a row")
                .containsExactlyElementsOf(documented());
    }

    @Test
    void noCodeIsPutTogether() throws IOException {
        assertThat(texts().entrySet())
                .as("a code that is no whole text escapes these tests")
                .noneMatch(text -> NO_WHOLE_CODE.matcher(text.getValue()).find());
    }

    private static List<String> documented() throws IOException {
        return ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    /** Every code, and a file that has it. */
    private static SortedMap<String, String> used() throws IOException {
        SortedMap<String, String> used = new TreeMap<>();
        texts().forEach((file, text) -> codes(text).forEach(code -> used.putIfAbsent(code, file)));
        return used;
    }

    private static List<String> codes(String text) {
        return CODE.matcher(text).results().map(MatchResult::group).toList();
    }

    /** What the program says, by file: the string literals of the sources, and the whole scripts. */
    private static SortedMap<String, String> texts() throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Path file : files(SOURCES)) {
            texts.put(file.toString(), literals(Files.readString(file)));
        }
        for (Path directory : SCRIPTS) {
            for (Path file : files(directory)) {
                texts.put(file.toString(), Files.readString(file));
            }
        }
        return texts;
    }

    private static String literals(String source) {
        StringBuilder literals = new StringBuilder();
        TEXT.matcher(source).results().map(token -> token.group(1)).forEach(literal -> {
            if (literal != null) {
                literals.append(literal).append('\n');
            }
        });
        return literals.toString();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
