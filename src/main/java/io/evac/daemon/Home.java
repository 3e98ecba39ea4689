package io.evac.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The state directory and the names of the files in it that tell commands about the daemon. */
public final class Home {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private final Path directory;

    public Home(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** Creates the directory, closed to everybody else. */
    public void create() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    public Path directory() {
        return directory;
    }

    /** Locked by the one process that owns the directory; empty, and never read. */
    public Path lock() {
        return directory.resolve("evac.lock");
    }

    /** The process id of the owner. */
    public Path pid() {
        return directory.resolve("evac.pid");
    }

    /** The loopback port, while it answers. */
    public Path port() {
        return directory.resolve("port");
    }

    /** The bearer token, readable by the owner only. */
    public Path token() {
        return directory.resolve("token");
    }

    /** The secret by which owners' links are signed, readable by the owner of the directory only. */
    public Path links() {
        return directory.resolve("links.key");
    }

    /** What a daemon that a command started has said. */
    public Path log() {
        return directory.resolve("daemon.log");
    }

    /** The text of a file, without surrounding blanks; empty when there is none or nothing in it. */
    public static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** Writes the file whole or not at all, readable by the owner only. */
    public static void write(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.write(fresh, (text + "\n").getBytes(StandardCharsets.UTF_8));
            move(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unusual) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
