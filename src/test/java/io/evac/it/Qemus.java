package io.evac.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The virtual machines that run on this machine, of whichever lab and whatever its libvirts say. */
final class Qemus {
    private Qemus() {}

    /** The processes of a guest, each by its folder in {@code /proc}. */
    static List<Path> of(String guest) {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String command = text(process.resolve("cmdline"));
                if (command.startsWith("/usr/bin/qemu-") && command.contains("guest=" + guest + ",")) {
                    all.add(process);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return all;
    }

    /** Whether its host's libvirt, alive or not, has noted that the guest stands still. */
    static boolean paused(Path process, String guest) {
        return text(process.resolve("root/run/libvirt/qemu").resolve(guest + ".xml"))
                .contains("<domstatus state='paused'");
    }

    /** Empty when it is gone. */
    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
