package io.evac.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What tests measure, for the tables in docs: printed, and a row in a file of the build. */
final class Results {
    private Results() {}

    static void row(String file, String row) throws IOException {
        System.out.println(row);
        Files.writeString(
                Files.createDirectories(Path.of("target")).resolve(file),
                row + System.lineSeparator(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
