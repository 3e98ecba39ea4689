package io.evac.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real launcher, {@code evac}, beside a jar that names this build's classes: nothing is built for a test. */
final class Launcher {
    private final Path script;
    private final Path home;
    private final Path config;

    /** @param folder where it is installed */
    Launcher(Path folder, Path home, Path config) throws IOException {
        this.home = home;
        this.config = config;
        Path app = Files.createDirectories(folder.resolve("target/evac"));
        script = Files.copy(
                Path.of("evac"),
                folder.resolve("evac"),
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING);
        jar(app.resolve("evac.jar"));
        // What the launcher writes when it has built and trained: the JDK, and where it was looked for.
        Files.writeString(app.resolve("trained"), java() + "\n" + java() + ":" + System.getenv("PATH") + "\n");
        Files.createFile(app.resolve(".complete"));
    }

    private static String java() {
        return System.getProperty("java.home");
    }

    private static void jar(Path file) throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(classes.split(":"))
                                .map(part -> Path.of(part).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
    }

    /** The command line for a shell. */
    String line(String... arguments) {
        return Stream.concat(
                        Stream.of(script.toString()),
                        Stream.concat(
                                Stream.of(arguments),
                                List.of("--home", home.toString(), "--config", config.toString()).stream()))
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    /** What its environment must have, so that it takes the JDK of this test. */
    static String javaHome() {
        return java();
    }
}
