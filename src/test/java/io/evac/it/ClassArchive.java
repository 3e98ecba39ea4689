package io.evac.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.util.FileSystemUtils;

/**
 * Class data archives, as the launcher has them: tests that start hundreds of processes wait for them half as long.
 *
 * @param folder where they are
 */
record ClassArchive(Path folder) {
    private static Optional<ClassArchive> shared = Optional.empty();

    /** Which classes are loaded: those of a daemon or those of a command. */
    enum Kind {
        DAEMON,
        COMMAND
    }

    /** The one of this test process, made when it is asked for first and gone with it. */
    static synchronized ClassArchive shared() throws IOException {
        if (shared.isEmpty()) {
            Path folder = Files.createTempDirectory("evac-classes");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            ClassArchive made = in(folder);
            shared = Optional.of(made);
            made.train();
        }
        return shared.get();
    }

    private static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException inUse) {
            throw new UncheckedIOException(inUse);
        }
    }

    /** An archive is made of jars only: those of this build's classes are made now. */
    private static ClassArchive in(Path folder) throws IOException {
        int number = 0;
        for (Path part : classPath()) {
            if (Files.isDirectory(part)) {
                jar(part, folder.resolve(++number + ".jar"));
            }
        }
        return new ClassArchive(folder);
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
        List<Path> parts = new ArrayList<>();
        int number = 0;
        for (Path part : classPath()) {
            parts.add(Files.isDirectory(part) ? folder.resolve(++number + ".jar") : part);
        }
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + folder.resolve(kind + ".jsa"),
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-cp",
                joined(parts));
    }

    private static String joined(List<Path> parts) {
        return parts.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    /** Lets a daemon start and end in order, so that those that never do find an archive. */
    private void train() throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("hosts.yaml"), "hosts: []\n");
        EvacProcess evac = new EvacProcess(Files.createDirectories(folder.resolve("home")), config, List.of());
        Process daemon = evac.serve("", Map.of());
        daemon.destroy();
        EvacProcess.await("the daemon has written its archive", () -> !daemon.isAlive());
    }
}
