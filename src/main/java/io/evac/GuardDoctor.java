package io.evac;

import io.evac.inventory.Host;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardUnreachableException;
import io.evac.remote.guard.Hook;
import io.evac.remote.guard.RemoteGuard;
import io.evac.remote.guard.RemoteGuards;
import io.evac.run.Doctor;
import io.evac.run.Hosts.DoctorFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a host's guard finds on its host: tools, durable writes, space, clock and the boot hook. */
final class GuardDoctor implements Doctor {
    private final RemoteGuards guards;

    GuardDoctor(RemoteGuards guards) {
        this.guards = guards;
    }

    @Override
    public List<DoctorFinding> examine(Host host) {
        List<DoctorFinding> findings = new ArrayList<>();
        try {
            RemoteGuard guard = guards.on(host);
            guard.doctor()
                    .forEach((check, text) ->
                            findings.add(new DoctorFinding(host.name(), true, check, text, Optional.empty())));
            findings.add(hook(host, guard.hookStatus()));
        } catch (GuardUnreachableException | GuardRefusedException | IllegalArgumentException trouble) {
            findings.add(new DoctorFinding(
                    host.name(),
                    false,
                    "guard",
                    trouble.getMessage(),
                    Optional.of("Maybe check that the login may write to the host's root directory")));
        }
        return findings;
    }

    private static DoctorFinding hook(Host host, Hook hook) {
        return hook.installed()
                ? new DoctorFinding(host.name(), true, "boot hook", hook.kind(), Optional.empty())
                : new DoctorFinding(
                        host.name(),
                        false,
                        "boot hook",
                        "not installed (" + hook.kind() + "): " + hook.why(),
                        Optional.of("Maybe let the first move install it, or log in as root"));
    }
}
