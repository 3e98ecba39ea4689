package io.evac.driver.files;

import io.evac.remote.Command;
import io.evac.remote.Program;

/** The fixed POSIX-sh programs that ask hosts of this driver what they hold; what varies is passed as arguments. */
enum HostScripts {
    SURVEY("survey.sh"),
    STATUS("status.sh");

    private final Program program;

    HostScripts(String file) {
        this.program = Program.shipped("files", file);
    }

    Command command(String... arguments) {
        return program.command(arguments);
    }
}
