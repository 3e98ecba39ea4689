package io.evac.remote.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What the {@code sync} and {@code dd} of a host can do: the real ones behind what older or smaller ones say. */
enum HostFlush {
    /** Both can do everything. */
    NAMES("names", "", ""),
    /** As coreutils before 8.24. */
    IGNORES("dd+sync", "[ $# = 0 ] || echo 'sync: ignoring all arguments' >&2; set --", ""),
    /** A usage error. */
    REFUSES("dd+sync", "[ $# = 0 ] || { echo 'usage: sync' >&2; exit 1; }", ""),
    /** There is no sync at all. */
    DD("dd", "echo 'sync: not found' >&2; exit 127", ""),
    /** Neither can do anything for one file. */
    SYNC("sync", REFUSES.sync, "case $* in *fsync*) echo \"dd: invalid conversion: 'fsync'\" >&2; exit 1 ;; esac"),
    NONE("none", DD.sync, SYNC.dd);

    private final String fact;
    private final String sync;
    private final String dd;

    HostFlush(String fact, String sync, String dd) {
        this.fact = fact;
        this.sync = sync;
        this.dd = dd;
    }

    /** What the guard's doctor calls it. */
    String fact() {
        return fact;
    }

    /** Puts both programs into the directory that stands first in the path; they note their arguments in a log. */
    void install(Path directory, Path log) {
        write(directory.resolve("sync"), sync, log);
        write(directory.resolve("dd"), dd, log);
    }

    private static void write(Path program, String does, Path log) {
        String name = program.getFileName().toString();
        try {
            Files.deleteIfExists(program);
            Files.writeString(
                    program, """
                    #!/bin/sh
                    echo "%s $*" >>'%s'
                    %s
                    exec %s "$@"
                    """.formatted(name, log, does, HostShell.find(name).orElseThrow()));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
