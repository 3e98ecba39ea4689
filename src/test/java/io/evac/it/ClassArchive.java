package io.evac.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Class data archives, as the launcher has them: a test that starts hundreds of processes waits for them half as long.
 *
 * @param folder where they are; empty for none
 */
record ClassArchive(Optional<Path> folder) {
    static final ClassArchive NONE = new ClassArchive(Optional.empty());

    /** Which classes are loaded: those of a daemon or those of a command. */
    enum Kind {
        DAEMON,
        COMMAND
    }

    /** An archive is made of jars only: those of this build's classes are made now. */
    static ClassArchive in(Path folder) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (Path part : classPath()) {
            if (Files.isDirectory(part)) {
                jar(part, folder.resolve(++number + ".jar"));
            }
        }
        return new ClassArchive(Optional.of(folder));
    }

    private static List<Path> classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(":")).map(Path::of).toList();
    }

    private static void jar(Path classes, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream jar = new ZipOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            jar.setLevel(0);
            for (Path each : all.filter(path -> !path.equals(classes)).toList()) {
                // Flyway finds its folders by their own entries.
                boolean directory = Files.isDirectory(each);
                jar.putNextEntry(new ZipEntry(classes.relativize(each) + (directory ? "/" : "")));
                if (!directory) {
                    Files.copy(each, jar);
                }
                jar.closeEntry();
            }
        }
    }

    /** What a JVM is told: its class path, and the archive, which the first one that ends in order writes. */
    List<String> options(Kind kind) {
        if (folder.isEmpty()) {
            return List.of("-cp", joined(classPath()));
        }
        List<Path> parts = new ArrayList<>();
        int number = 0;
        for (Path part : classPath()) {
            parts.add(Files.isDirectory(part) ? folder.get().resolve(++number + ".jar") : part);
        }
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + folder.get().resolve(kind + ".jsa"),
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-cp",
                joined(parts));
    }

    private static String joined(List<Path> parts) {
        return parts.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    /** Lets a daemon start and end in order, so that those that never do find an archive. */
    ClassArchive trained(Path config) {
        try {
            EvacProcess evac = new EvacProcess(
                    Files.createDirectories(folder.orElseThrow().resolve("home")), config, List.of(), this);
            Process daemon = evac.serve("", java.util.Map.of());
            daemon.destroy();
            daemon.waitFor();
            return this;
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", stopped);
        }
    }
}
