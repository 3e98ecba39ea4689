package io.evac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManPagesTest {
    @TempDir
    Path folder;

    @Test
    void everyCommandHasAPageWithItsExamples() throws IOException {
        CommandLine line = new Evac(
                        Terminal.system(), Map.of(), new Launches((settings, properties, answers) -> 1, demo -> 1))
                .commandLine();
        ManPages.write(line, folder, "1.2");
        Set<String> commands = new TreeSet<>();
        collect(line, commands);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .isEqualTo(commands);
        }
        for (String page : commands) {
            assertThat(folder.resolve(page)).content().contains("== Examples\n").contains("\n  ");
        }
        assertThat(folder.resolve("evac.adoc"))
                .content()
                .contains("== Exit codes\n")
                .contains("\n  4 plan stale");
        assertThat(folder.resolve("evac-plan.adoc")).content().contains("\n:mansource: evac 1.2\n");
    }

    private static void collect(CommandLine line, Set<String> pages) {
        pages.add(line.getCommandSpec().qualifiedName("-") + ".adoc");
        line.getSubcommands().values().forEach(command -> collect(command, pages));
    }
}
