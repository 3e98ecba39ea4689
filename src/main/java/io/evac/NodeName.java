package io.evac;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The name of a state directory: its next owner knows by it that the leases it finds were its predecessor's. */
final class NodeName {
    private static final int DIGITS = 8;

    private NodeName() {}

    /** The name in {@code <home>/node}, made when there is none. */
    static String of(Path home) {
        Path file = home.resolve("node");
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(home);
                Files.writeString(
                        file, UUID.randomUUID().toString().substring(0, DIGITS), StandardOpenOption.CREATE_NEW);
            }
            return Files.readString(file).strip();
        } catch (IOException unusable) {
            throw new UncheckedIOException("the state directory " + home + " cannot be used", unusable);
        }
    }
}
