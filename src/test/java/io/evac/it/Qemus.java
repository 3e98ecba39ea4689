package io.evac.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The virtual machines that run on this machine, of whichever lab and whatever its libvirts say. */
final class Qemus {
    private Qemus() {}

    /** How often each of them runs, by name; what does not is missing. */
    static Map<String, Integer> running(List<String> guests) {
        Map<String, Integer> running = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String command = command(process);
                guests.stream()
                        .filter(guest -> command.contains("guest=" + guest + ","))
                        .filter(guest -> command.startsWith("/usr/bin/qemu-"))
                        .forEach(guest -> running.merge(guest, 1, Integer::sum));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return running;
    }

    private static String command(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
