package io.evac.remote.tree;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories of programs: what a host has, and what it lacks. */
public final class Programs {
    private Programs() {}

    /** What a usual host has, without rsync and without some more. */
    public static Path without(Path dir, String... names) throws IOException {
        Path bin = Files.createDirectories(dir.resolve("without-" + String.join("-", names)));
        sh(
                bin,
                "for t in awk cat chmod cp cut date dd df env find getconf getfacl getfattr grep head id kill ln ls mkdir"
                        + " mkfifo mktemp mv od ps readlink rm rmdir sed setsid sh sha256sum sleep sort ssh ssh-keyscan"
                        + " stat sync tail tar touch tr true uname wc xargs; do ln -sf \"$(command -v $t)\" $t; done; rm -f "
                        + String.join(" ", names));
        return bin;
    }

    /** The programs of busybox, and ssh. */
    static Path small(Path dir) throws IOException {
        assumeThat(Path.of("/usr/bin/busybox")).as("busybox is installed").exists();
        Path bin = Files.createDirectories(dir.resolve("small"));
        sh(
                bin,
                "for name in $(busybox --list); do ln -sf /usr/bin/busybox $name; done;"
                        + " ln -sf /usr/bin/ssh /usr/bin/ssh-keyscan .");
        return bin;
    }
}
