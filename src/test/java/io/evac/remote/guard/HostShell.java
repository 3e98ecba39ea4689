package io.evac.remote.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A shell that hosts have as their {@code sh}; busybox comes with its own tools. */
enum HostShell {
    DASH,
    BUSYBOX,
    BASH;

    static List<HostShell> installed() {
        return Stream.of(values()).filter(s -> s.program().isPresent()).toList();
    }

    /** One that the quick cases do not run on, where there is another. */
    static List<HostShell> another() {
        return List.of(installed().get(installed().size() > 1 ? 1 : 0));
    }

    /** Fills a directory that is to stand first in the path. */
    void install(Path directory) {
        try {
            Files.createDirectories(directory);
            Path program = program().orElseThrow();
            if (this == BUSYBOX) {
                int exit = new ProcessBuilder(program.toString(), "--install", "-s", directory.toString())
                        .start()
                        .waitFor();
                if (exit != 0) {
                    throw new IllegalStateException("busybox --install ended with " + exit);
                }
            } else {
                Files.createSymbolicLink(directory.resolve("sh"), program);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether it runs tools of its own, whatever stands in the path. */
    boolean standalone() {
        return this == BUSYBOX;
    }

    private Optional<Path> program() {
        return find(name().toLowerCase(java.util.Locale.ROOT));
    }

    static Optional<Path> find(String name) {
        return Stream.of("/usr/bin/", "/bin/", "/usr/local/bin/")
                .map(d -> Path.of(d + name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
