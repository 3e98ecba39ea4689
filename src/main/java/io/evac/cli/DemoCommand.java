package io.evac.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evac demo}. */
@Command(
        name = "demo",
        description = "A whole evacuation over real SSH on embedded hosts; nothing to install.",
        footer = {"", "Examples:", "  evac demo", "  evac demo --dir /tmp/evac-demo"})
final class DemoCommand extends Action {
    @Option(names = "--dir", paramLabel = "DIR", description = "where to play it (default: a new temporary folder)")
    private @Nullable Path folder;

    @Override
    public Integer call() {
        try {
            Path stage = folder == null ? Files.createTempDirectory("evac-demo-") : Files.createDirectories(folder);
            return root().launches().demo().run(stage.toAbsolutePath());
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write the demo's folder: " + unwritable, unwritable);
        }
    }
}
