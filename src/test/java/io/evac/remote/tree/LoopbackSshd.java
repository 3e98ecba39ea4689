package io.evac.remote.tree;

import static io.evac.remote.tree.TwoHosts.sh;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.Host;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real sshd of our own on a loopback port, which is the door of a second host. */
public final class LoopbackSshd implements AutoCloseable {
    public static final Path PROGRAM = Path.of("/usr/sbin/sshd");
    final int port;
    final Path keys;
    public final Path known;
    private final Process process;

    /** @param more lines for its configuration */
    public LoopbackSshd(Path etc, String... more) throws IOException, InterruptedException {
        Files.createDirectories(etc);
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        keys = Files.writeString(etc.resolve("authorized_keys"), "");
        sh(etc, "ssh-keygen -q -t ed25519 -N '' -f host; chmod 700 .; mkdir -p /run/sshd 2>/dev/null || :");
        List<String> lines = List.of(
                "Port " + port,
                "ListenAddress 127.0.0.1",
                "HostKey " + etc.resolve("host"),
                "AuthorizedKeysFile " + keys,
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "PermitRootLogin prohibit-password",
                "PidFile none");
        Path config = Files.writeString(
                etc.resolve("config"), String.join("\n", lines) + "\n" + String.join("\n", more) + "\n");
        process = new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(etc.resolve("log").toFile())
                .start();
        String key = Files.readString(etc.resolve("host.pub")).strip();
        known = Files.writeString(etc.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + key + "\n");
        awaitPort();
    }

    private void awaitPort() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    /** The host behind it, as hosts.yaml would tell of it. */
    Host host(String name, Path root, String rate, Map<String, Object> more) {
        Host plain = TwoHosts.host(name, root, all -> Bandwidth.parse(rate), port);
        Map<String, Object> settings = new HashMap<>(plain.settings());
        settings.putAll(more);
        return new Host(
                plain.name(),
                new Address("127.0.0.1", port, System.getProperty("user.name"), Optional.empty()),
                plain.driver(),
                plain.capacity(),
                plain.slots(),
                plain.bandwidth(),
                true,
                Map.of(),
                List.of(),
                settings);
    }

    /** Cuts every connection, as a network would: what it started lives on. Returns how many processes held one. */
    long cut() {
        return process.descendants()
                .filter(LoopbackSshd::connection)
                .filter(ProcessHandle::destroyForcibly)
                .count();
    }

    /** A login other than root's has two processes, and they do not let that user see what they run. */
    private static boolean connection(ProcessHandle child) {
        return child.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString().startsWith("sshd"))
                .orElse(true);
    }

    /** Kills every unpacker that it started. */
    void killTar() {
        process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/tar"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(180, TimeUnit.SECONDS);
    }
}
