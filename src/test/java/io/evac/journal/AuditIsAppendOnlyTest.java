package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing of the program changes or removes what the audit trail has. */
class AuditIsAppendOnlyTest {
    private static final Pattern NAMED = Pattern.compile("(?is)\\b(\\w+\\s+\\w+)\\s+evac_audit\\b");

    @Test
    void onlyInsertsReadsAndTheTableItself() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.walk(Path.of("src/main")), Files.walk(Path.of("sql")))) {
            List<String> words = files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(java|sql|sh)"))
                    .flatMap(file -> NAMED.matcher(text(file)).results())
                    .map(match -> match.group(1).replaceAll("\\s+", " ").toUpperCase(Locale.ROOT))
                    .toList();
            assertThat(words)
                    .contains("INSERT INTO", "CREATE TABLE")
                    .allMatch(word -> word.equals("INSERT INTO")
                            || word.equals("CREATE TABLE")
                            || word.equals("STATUS FROM")
                            || word.endsWith(" ON"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
