package io.evac.it;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** A folder in which a test daemon tells its test where it is, and the test lets it go on. */
record Signals(Path folder) {
    private static final String REACHED = "reached";

    /** With a way to let a daemon go on that is held. */
    static Signals at(Path folder) throws IOException, InterruptedException {
        Signals signals = new Signals(Files.createDirectories(folder));
        Tool.run(List.of("mkfifo", signals.gate().toString()));
        return signals;
    }

    private Path gate() {
        return folder.resolve("gate");
    }

    /** Tells the test; it sees all of the text or nothing. */
    void tell(String text) {
        try {
            Path draft = Files.writeString(folder.resolve(REACHED + ".new"), text);
            Files.move(draft, folder.resolve(REACHED), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** What a daemon has told, if it has. */
    Optional<String> told() {
        try {
            Path file = folder.resolve(REACHED);
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** Waits in the daemon until the test opens the gate; no interrupt ends it, as none would end a stopped process. */
    void await() {
        try (FileInputStream in = new FileInputStream(gate().toFile())) {
            in.readAllBytes();
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** Lets the daemon that waits go on. */
    void open() throws IOException {
        try (FileOutputStream out = new FileOutputStream(gate().toFile())) {
            out.write('\n');
        }
    }

    /** For the next daemon. */
    void clear() throws IOException {
        Files.deleteIfExists(folder.resolve(REACHED));
    }
}
