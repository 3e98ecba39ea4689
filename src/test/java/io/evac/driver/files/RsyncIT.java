package io.evac.driver.files;

import static io.evac.driver.files.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.Host;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Rate;
import io.evac.inventory.SshSettings;
import io.evac.migration.Definition;
import io.evac.migration.MoveContext;
import io.evac.migration.Transport.Round;
import io.evac.remote.guard.RemoteGuards;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Host to host through a real sshd and the real guards; the second host is a loopback sshd of our own. */
class RsyncIT {
    @TempDir
    Path dir;

    TwoHosts hosts;
    Process sshd;
    Path keys;
    RemoteGuards guards;
    Host beta;
    Path away;

    @BeforeEach
    void start() throws Exception {
        assumeThat(Path.of("/usr/sbin/sshd")).as("sshd is installed").exists();
        int port = freePort();
        Path etc = Files.createDirectories(dir.resolve("sshd"));
        keys = etc.resolve("authorized_keys");
        Files.writeString(keys, "");
        sh(etc, "ssh-keygen -q -t ed25519 -N '' -f host; chmod 700 .; mkdir -p /run/sshd 2>/dev/null || :");
        Files.writeString(
                etc.resolve("config"),
                String.join(
                        "\n",
                        "Port " + port,
                        "ListenAddress 127.0.0.1",
                        "HostKey " + etc.resolve("host"),
                        "AuthorizedKeysFile " + keys,
                        "StrictModes no",
                        "UsePAM no",
                        "PasswordAuthentication no",
                        "PermitRootLogin prohibit-password",
                        "PidFile none\n"));
        sshd = new ProcessBuilder(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        etc.resolve("config").toString())
                .redirectErrorStream(true)
                .redirectOutput(etc.resolve("log").toFile())
                .start();
        awaitPort(port);
        Path known = etc.resolve("known_hosts");
        String key = Files.readString(etc.resolve("host.pub")).strip();
        Files.writeString(known, "[127.0.0.1]:" + port + " " + key + "\n");
        hosts = new TwoHosts(dir, new LocalShell(), new LocalShell());
        beta = host("beta", dir.resolve("b"), port, Map.of());
        away = hosts.away;
        sh(hosts.home, "printf '#!/bin/sh\nexit 3\n' > ctl; chmod +x ctl; rm -rf '" + away + "'");
        guards = new RemoteGuards(hosts.shells(), FilesDriver::guardRoot, host -> keys.toString());
    }

    @AfterEach
    void stop() throws Exception {
        if (sshd != null) {
            sshd.descendants().forEach(ProcessHandle::destroyForcibly);
            sshd.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(int port) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static Host host(String name, Path root, int port, Map<String, Object> more) {
        Host plain = TwoHosts.host(name, root, all -> Bandwidth.always(Rate.parse("8Gbit")), port);
        Map<String, Object> settings = new HashMap<>(plain.settings());
        settings.putAll(more);
        return new Host(
                plain.name(),
                new io.evac.inventory.Address(
                        "127.0.0.1", port, System.getProperty("user.name"), java.util.Optional.empty()),
                plain.driver(),
                plain.capacity(),
                plain.slots(),
                plain.bandwidth(),
                true,
                Map.of(),
                List.of(),
                settings);
    }

    private FilesTransport transport(String known) {
        Receivers receivers = new GuardReceivers(guards);
        PinnedKeys pinned = new PinnedKeys(dir.resolve("sshd").resolve(known));
        Routes routes = Routes.of(receivers, pinned, Clock.systemUTC(), time -> {});
        return new FilesTransport(new Sides(hosts.shells(), Clock.systemUTC()), receivers, routes, Clock.systemUTC());
    }

    private MoveContext reserved() {
        MoveContext ctx = hosts.context(hosts.alpha, beta, false);
        List<String> ctl = List.of("./ctl", "x");
        Definition definition =
                new Definition(dir.resolve("b/web").toString(), ctl, ctl, ctl, List.of(), Duration.ofSeconds(5), false);
        guards.on(beta).reserve(TwoHosts.WEB, ctx.ticket(), definition);
        return ctx;
    }

    private boolean throughHere() {
        return hosts.betaShell.opened.stream()
                .anyMatch(command -> command.argv().contains("--extract"));
    }

    private void proveNothingIsLeft() throws IOException {
        assertThat(Files.readString(keys)).doesNotContain("receive-ssh");
        assertThat(sh(dir, "find a/.evac/keys -mindepth 1")).isEmpty();
    }

    @Test
    void aNastyTreeGoesStraightFromHostToHost() throws Exception {
        hosts.nasty();
        MoveContext ctx = reserved();
        FilesTransport transport = transport("known_hosts");
        assertThat(transport.sync(ctx, Round.FULL).bytesSent()).isPositive();
        sh(hosts.home, "rm -rf deep data/one; mkdir data/one; echo more >> data/hard1; echo y > '-y'");
        transport.sync(ctx, Round.INCREMENTAL);
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(throughHere()).as("bytes went through the orchestrator").isFalse();
        proveNothingIsLeft();
        transport.cleanUp(ctx);
    }

    @Test
    void anUnpinnedDestinationIsRelayed() throws Exception {
        hosts.nasty();
        MoveContext ctx = reserved();
        FilesTransport transport = transport("no-such-file");
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(throughHere()).isTrue();
    }

    @Test
    void aDestinationThatRefusesTheKeyIsRelayed() throws Exception {
        hosts.nasty();
        MoveContext ctx = reserved();
        guards = new RemoteGuards(
                hosts.shells(),
                FilesDriver::guardRoot,
                host -> dir.resolve("elsewhere").toString());
        FilesTransport transport = transport("known_hosts");
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(throughHere()).isTrue();
        assertThat(sh(dir, "find a/.evac/keys -mindepth 1")).isEmpty();
    }

    @Test
    void theDriverSeesWhatTheGuardSays() {
        reserved();
        FilesDriver driver = new FilesDriver(
                hosts.shells(),
                guards,
                new SshSettings(dir.resolve("none"), dir.resolve("sshd/known_hosts")),
                name -> name.equals(beta.name()) ? beta : hosts.alpha,
                Clock.systemUTC(),
                time -> {});
        assertThat(driver.observe(new InstanceRef(beta.name(), TwoHosts.WEB), beta)
                        .facts()
                        .state())
                .isEqualTo(io.evac.migration.GuardState.RECEIVING);
        assertThat(driver.itinerary(TwoHosts.move()).actions()).hasSize(9);
        assertThat(driver.objections(TwoHosts.move())).isEmpty();
        assertThat(driver.commands(TwoHosts.move())).anyMatch(line -> line.contains("rsync"));
    }
}
