package io.evac.remote.ssh;

import io.evac.remote.RemoteException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file of pinned host keys, read again whenever it changed. Never written. Thread-safe. */
final class KnownHosts {
    private final Path file;

    @Nullable
    private Snapshot last;

    /** What one reading of the file gave; {@code stamp} tells it from a later one. */
    private record Snapshot(List<Object> stamp, List<PinnedKey> keys) {}

    KnownHosts(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /**
     * Everything the file says about a host, revoked keys included; empty when there is no file.
     *
     * @param name as known_hosts spells it: {@code host}, or {@code [host]:port} where the port is not 22
     * @throws RemoteException HOST_KEY when the file is there and cannot be read
     */
    List<PinnedKey> of(String name) throws RemoteException {
        return read().stream().filter(key -> key.isFor(name)).toList();
    }

    private synchronized List<PinnedKey> read() throws RemoteException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            List<Object> stamp =
                    List.of(now.lastModifiedTime(), now.size(), Objects.requireNonNullElse(now.fileKey(), ""));
            Snapshot known = last;
            if (known == null || !known.stamp().equals(stamp)) {
                known = new Snapshot(stamp, parse(Files.readAllBytes(file)));
                last = known;
            }
            return known.keys();
        } catch (NoSuchFileException missing) {
            return List.of();
        } catch (IOException unreadable) {
            throw new RemoteException(
                    RemoteException.Kind.HOST_KEY,
                    "the pinned host keys in " + file + " cannot be read: " + unreadable.getMessage()
                            + ". Maybe correct its permissions, or ssh.knownHosts in hosts.yaml",
                    unreadable);
        }
    }

    private static List<PinnedKey> parse(byte[] text) {
        // Comments in any charset must not keep the keys from being read.
        return new String(text, StandardCharsets.ISO_8859_1)
                .lines()
                .map(PinnedKey::parse)
                .flatMap(Optional::stream)
                .toList();
    }
}
