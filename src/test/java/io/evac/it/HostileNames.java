package io.evac.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names that would be something else to a shell, a page, a spreadsheet, a database, a path or a terminal.
 *
 * @param canary a file that is there as soon as one of them was executed
 */
record HostileNames(Path canary) {
    /** Those that a directory can have. */
    List<String> ofDirectories() {
        // A directory's name has no slash: what runs makes its file where it is, and is looked for by name.
        String touch = "touch " + canary.getFileName();
        return List.of(
                "$(" + touch + ")",
                "`" + touch + "`",
                "; " + touch,
                "a\n" + touch,
                "\"><script>alert(1)<",
                "=cmd|' C calc'!A0",
                "' OR 1=1 --",
                "'); DROP TABLE evac_plan; --",
                "\u202egnp.exe",
                "\u001b[2J\u001b]0;pwned\u0007",
                "-rf",
                "..\\..");
    }

    /** All of them. */
    List<String> all() {
        return Stream.concat(
                        ofDirectories().stream(),
                        Stream.of(
                                "$(touch " + canary + ")",
                                "</td><script src=//evil>",
                                "../../../" + canary,
                                "a\u0000b",
                                "x".repeat(10_000)))
                .toList();
    }

    /** Whether one was executed, here or in a folder below. */
    boolean sung(Path folder) throws java.io.IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return Files.exists(canary)
                    || all.anyMatch(path -> path.getFileName().equals(canary.getFileName()));
        }
    }
}
