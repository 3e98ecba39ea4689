package io.evac.driver.files;

import io.evac.remote.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The fixed POSIX-sh programs that the driver runs on hosts; what varies is passed as arguments or on stdin. */
enum Scripts {
    SURVEY("survey.sh"),
    STATUS("status.sh"),
    PROBE("probe.sh"),
    LOOK("look.sh"),
    MANIFEST("manifest.sh"),
    HASH("hash.sh"),
    HASH_ANY("hash-any.sh"),
    OPEN("open.sh"),
    AGE("age.sh"),
    ERASE("erase.sh"),
    MODE("mode.sh"),
    SEND("few.sh", "send.sh"),
    UNPACK("unpack.sh"),
    UNPACK_LINK("unpack-link.sh"),
    NAMES("link.sh", "names.sh"),
    RSYNC("link.sh", "rsync.sh"),
    TAR("link.sh", "few.sh", "tar.sh"),
    REACH("reach.sh");

    private final String text;

    /** @param files that make up the program, one after the other */
    Scripts(String... files) {
        this.text = Arrays.stream(files).map(Scripts::read).collect(Collectors.joining());
    }

    private static String read(String file) {
        try (InputStream in = Scripts.class.getResourceAsStream("/files/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: no files/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #argv}, for a guard: its arguments hold no line break, and these scripts are written for that. */
    List<String> oneLine(String... arguments) {
        String joined = text.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining(" "));
        List<String> argv = new ArrayList<>(List.of("sh", "-c", joined, "evac"));
        argv.addAll(List.of(arguments));
        return argv;
    }

    /** The argument vector that runs the script with its stdin free. */
    List<String> argv(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", text, "evac"));
        argv.addAll(List.of(arguments));
        return argv;
    }

    /** The command that runs the script with its stdin free for data. */
    Command command(String... arguments) {
        return Command.of(argv(arguments));
    }
}
