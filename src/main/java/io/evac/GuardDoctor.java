package io.evac;

import io.evac.inventory.Host;
import io.evac.inventory.Inventory;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardUnreachableException;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.Shells;
import io.evac.remote.guard.Hook;
import io.evac.remote.guard.RemoteGuard;
import io.evac.remote.guard.RemoteGuards;
import io.evac.run.Doctor;
import io.evac.run.Hosts.DoctorFinding;
import io.evac.run.Hosts.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks a host's guard and shell what an evacuation needs there, and has the answers judged. */
final class GuardDoctor implements Doctor {
    /** A host is asked whether it reaches so many others; more would make the doctor slow on large sites. */
    private static final int MOST_PEERS = 8;

    private static final String SCAN_SECONDS = "4";
    private final RemoteGuards guards;
    private final Shells shells;
    private final Supplier<Inventory> inventory;
    private final Clock clock;

    GuardDoctor(RemoteGuards guards, Shells shells, Supplier<Inventory> inventory, Clock clock) {
        this.guards = guards;
        this.shells = shells;
        this.inventory = inventory;
        this.clock = clock;
    }

    @Override
    public List<DoctorFinding> examine(Host host) {
        List<DoctorFinding> findings = new ArrayList<>();
        try {
            RemoteGuard guard = guards.on(host);
            long before = clock.millis();
            Map<String, String> facts = guard.doctor();
            if (host.address().sudo()) {
                findings.add(sudo(host));
            }
            findings.addAll(HostJudgement.of(host.name(), facts, skew(facts, before, clock.millis())));
            findings.add(hook(host, guard.root(), guard.hookStatus()));
            findings.add(reach(host, facts.getOrDefault("ssh", "no").equals("yes")));
        } catch (GuardUnreachableException | GuardRefusedException | IllegalArgumentException trouble) {
            findings.add(new DoctorFinding(
                    host.name(),
                    Verdict.FAIL,
                    "guard",
                    trouble.getMessage(),
                    Optional.of("Maybe check that the login may write to the host's root directory")));
        }
        return findings;
    }

    /** Who got this far may; without the rule the first command, the survey, has failed with it as its remedy. */
    private static DoctorFinding sudo(Host host) {
        String user = host.address().user();
        return new DoctorFinding(
                host.name(),
                Verdict.OK,
                "sudo",
                user + " acts as root: whoever logs in as " + user + " is root there",
                Optional.empty());
    }

    /** The host tells whole seconds, at some time between our two looks. */
    private static Duration skew(Map<String, String> facts, long before, long after) {
        String told = facts.getOrDefault("clock", "");
        if (!told.matches("[0-9]{1,12}")) {
            return Duration.ZERO;
        }
        long earliest = Long.parseLong(told) * 1000;
        long latest = earliest + 999;
        if (latest < before) {
            return Duration.ofMillis(latest - before);
        }
        return earliest > after ? Duration.ofMillis(earliest - after) : Duration.ZERO;
    }

    private static DoctorFinding hook(Host host, String root, Hook hook) {
        if (hook.installed()) {
            return new DoctorFinding(host.name(), Verdict.OK, "boot hook", hook.kind(), Optional.empty());
        }
        boolean possible = !hook.kind().equals("none");
        return new DoctorFinding(
                host.name(),
                possible ? Verdict.WARN : Verdict.FAIL,
                "boot hook",
                possible ? "not yet in " + hook.kind() : "none possible: " + hook.why(),
                Optional.of(
                        possible
                                ? "Maybe leave it to the first move, which puts it there"
                                : "Maybe let the host run this at boot: sh " + root
                                        + "/boot; without it a reboot within a cutover leaves the instance down"));
    }

    private DoctorFinding reach(Host host, boolean client) {
        List<Host> peers = inventory.get().hosts().stream()
                .filter(peer -> peer.accepts() && !peer.name().equals(host.name()))
                .limit(MOST_PEERS)
                .toList();
        List<String> silent = peers.stream()
                .filter(peer -> !client || !reaches(host, peer))
                .map(peer -> peer.name().value())
                .toList();
        if (silent.isEmpty()) {
            return new DoctorFinding(
                    host.name(),
                    Verdict.OK,
                    "reach",
                    "reaches " + peers.size() + " other hosts itself",
                    Optional.empty());
        }
        return new DoctorFinding(
                host.name(),
                Verdict.WARN,
                "reach",
                "does not reach " + String.join(", ", silent) + ": data for it is relayed by this daemon",
                Optional.of("Maybe open the way from " + host.address().host() + " to their sshd"));
    }

    private boolean reaches(Host host, Host peer) {
        try {
            return !shells.on(host)
                    .run(Command.of(
                            "ssh-keyscan",
                            "-T",
                            SCAN_SECONDS,
                            "-p",
                            String.valueOf(peer.address().port()),
                            "--",
                            peer.address().host()))
                    .out()
                    .isBlank();
        } catch (RemoteException unknown) {
            return false;
        }
    }
}
