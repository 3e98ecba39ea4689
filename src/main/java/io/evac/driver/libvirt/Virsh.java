package io.evac.driver.libvirt;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.remote.Command;
import io.evac.remote.Program;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import io.evac.remote.Shells;
import io.evac.remote.tree.Faults;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks hosts by this driver's scripts, which leave everything there as it was. Thread-safe. */
final class Virsh {
    private static final int MAX_OUTPUT = 64 << 20;
    private static final Duration TIME = Duration.ofMinutes(5);
    private static final int MAX_JOB = 16 << 10;
    private static final Duration JOB = Duration.ofSeconds(20);

    private final Shells shells;

    /** The scripts, as they lie in {@code /libvirt}. */
    enum Script {
        SURVEY("survey.sh"),
        DOMAIN("domain.sh"),
        IMAGES("images.sh"),
        READY("ready.sh"),
        TOP("top.sh"),
        SHARED("shared.sh");

        private final Program program;

        Script(String file) {
            program = Program.shipped("libvirt", file);
        }
    }

    Virsh(Shells shells) {
        this.shells = shells;
    }

    /** What a script says. A script that fails says why in its last field, not by its exit. */
    Result run(Host host, Script script, byte[] stdin, String... arguments) throws RemoteException {
        Command command = script.program.command(arguments);
        return shells.on(host)
                .run(command.withStdin(stdin).withMaxOutput(MAX_OUTPUT).withTimeout(TIME));
    }

    /** The same for a running move: what does not work is a failure of it. */
    byte[] ask(Host host, Script script, byte[] stdin, String... arguments) {
        try {
            Result result = run(host, script, stdin, arguments);
            if (!result.ok()) {
                throw Faults.unread(host.name().value(), result.exit(), result.err());
            }
            return result.stdout();
        } catch (RemoteException e) {
            throw Faults.remote(host.name().value(), e);
        }
    }

    /** What a file of a parked copy says; empty when there is none. */
    String parked(Host host, String path) {
        try {
            Result result = shells.on(host).run(Command.of("sh", "-c", "[ ! -f \"$1\" ] || cat \"$1\"", "evac", path));
            if (!result.ok()) {
                throw Faults.unread(host.name() + ":" + path, result.exit(), result.err());
            }
            return result.out();
        } catch (RemoteException e) {
            throw Faults.remote(host.name().value(), e);
        }
    }

    /** What libvirt says of a domain's state, and why it is so; empty when it knows none of that name. */
    String state(Host host, InstanceName name) {
        try {
            Result result = shells.on(host)
                    .run(Command.of("virsh", "-q", "-c", LibvirtSettings.URI, "domstate", "--reason", name.value()));
            return result.ok() ? result.out().strip() : unknown(host, name);
        } catch (RemoteException e) {
            throw Faults.remote(host.name().value(), e);
        }
    }

    /** How far the migration is that a domain leaves by; empty while there is none. */
    Optional<MigrationJob> job(Host host, InstanceName name) {
        try {
            Result said = shells.on(host)
                    .run(Command.of("virsh", "-q", "-c", LibvirtSettings.URI, "domjobinfo", "--rawstats", name.value())
                            .withMaxOutput(MAX_JOB)
                            .withTimeout(JOB));
            // One that has just left has no job, and is no error.
            return said.ok() ? MigrationJob.read(said.out()) : Optional.empty();
        } catch (RemoteException e) {
            throw Faults.remote(host.name().value(), e);
        }
    }

    /** libvirt that is silent knows nothing of nobody. */
    private String unknown(Host host, InstanceName name) throws RemoteException {
        Result names =
                shells.on(host).run(Command.of("virsh", "-q", "-c", LibvirtSettings.URI, "list", "--all", "--name"));
        if (!names.ok() || lines(names.out()).anyMatch(name.value()::equals)) {
            throw Domain.silent(host, Faults.tail(names.err()));
        }
        return "";
    }

    /** Lines without blanks around them and without empty ones. */
    static Stream<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty());
    }
}
