package io.evac.remote.tree;

import io.evac.remote.Command;
import io.evac.remote.Program;
import java.util.List;

/** The fixed POSIX-sh programs that read, carry and erase trees; what varies is passed as arguments or on stdin. */
enum Scripts {
    PROBE("probe.sh"),
    LOOK("look.sh"),
    MANIFEST("manifest.sh"),
    HASH("hash.sh"),
    HASH_ANY("hash-any.sh"),
    OPEN("open.sh"),
    ERASE("erase.sh"),
    MODE("mode.sh"),
    SEND("few.sh", "send.sh"),
    UNPACK("unpack.sh"),
    UNPACK_LINK("unpack-link.sh"),
    NAMES("link.sh", "names.sh"),
    RSYNC("link.sh", "rsync.sh"),
    PACE("passed.sh", "pace.sh"),
    TAR("link.sh", "few.sh", "passed.sh", "tar.sh"),
    REACH("reach.sh"),
    TUNNEL("link.sh", "tunnel.sh");

    private final Program program;

    /** @param files that make up the program, one after the other */
    Scripts(String... files) {
        this.program = Program.shipped("tree", files);
    }

    /** The script itself, to be kept on a host. */
    String text() {
        return program.text();
    }

    /** As {@link #argv}, for a guard: its arguments hold no line break, and these scripts are written for that. */
    List<String> oneLine(String... arguments) {
        return program.oneLine(arguments);
    }

    /** The argument vector that runs the script with its stdin free. */
    List<String> argv(String... arguments) {
        return program.argv(arguments);
    }

    /** The command that runs the script with its stdin free for data. */
    Command command(String... arguments) {
        return program.command(arguments);
    }
}
