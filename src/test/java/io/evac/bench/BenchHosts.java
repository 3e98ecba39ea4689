package io.evac.bench;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Slots;
import io.evac.inventory.SshSettings;
import io.evac.remote.ssh.SshOptions;
import io.evac.remote.ssh.SshShells;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sshd children that {@code src/bench/sshd.sh} started, as Evac and as OpenSSH's client reach them. */
record BenchHosts(Path dir) {
    SshShells shells() {
        return new SshShells(
                name -> {
                    throw new IllegalArgumentException("no jump hosts here: " + name);
                },
                new SshSettings(dir.resolve("identity"), dir.resolve("known_hosts")),
                SshOptions.DEFAULT);
    }

    Host host(String name, int port) {
        return new Host(
                new HostName(name),
                new Address("127.0.0.1", port, System.getProperty("user.name"), Optional.empty()),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                Map.of());
    }

    /** OpenSSH's client with its configuration, to be followed by a host and a command. */
    List<String> ssh(String... more) {
        List<String> argv =
                new ArrayList<>(List.of("ssh", "-F", dir.resolve("ssh_config").toString()));
        argv.addAll(List.of(more));
        return argv;
    }

    /** Runs to the end, its output thrown away. */
    static void run(List<String> argv) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(argv)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("failed: " + argv);
        }
    }
}
