package io.evac.remote.ssh;

import io.evac.inventory.Address;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenSSH's sshd as a child process on loopback, with a host key and authorized keys of its own. */
final class OpenSshServer implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    private final Process process;
    private final Path dir;
    private final int port;

    private OpenSshServer(Process process, Path dir, int port) {
        this.process = process;
        this.dir = dir;
        this.port = port;
    }

    static boolean available() {
        return Files.isExecutable(SSHD) && Files.isExecutable(Path.of("/usr/bin/ssh-keygen"));
    }

    /** @param settings more lines for its configuration */
    static OpenSshServer start(Path dir, TestIdentity identity, String... settings)
            throws IOException, InterruptedException {
        run(List.of(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                dir.resolve("host_key").toString()));
        Files.writeString(dir.resolve("authorized_keys"), identity.publicLine() + "\n");
        if ("root".equals(System.getProperty("user.name"))) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(
                dir.resolve("sshd_config"),
                String.join(
                        "\n",
                        "ListenAddress 127.0.0.1:" + port,
                        "HostKey " + dir.resolve("host_key"),
                        "AuthorizedKeysFile " + dir.resolve("authorized_keys"),
                        "PidFile none",
                        "StrictModes no",
                        "UsePAM no",
                        "PasswordAuthentication no",
                        "PermitRootLogin prohibit-password",
                        // bash then does not read the tester's .bashrc for every command.
                        "SetEnv SHLVL=1",
                        String.join("\n", settings),
                        ""));
        Process sshd = new ProcessBuilder(
                        SSHD.toString(),
                        "-D",
                        "-e",
                        "-f",
                        dir.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("sshd.log").toFile())
                .start();
        OpenSshServer started = new OpenSshServer(sshd, dir, port);
        Eventually.isTrue(started::listens);
        return started;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    String knownHostsLine() throws IOException {
        String[] key = Files.readString(dir.resolve("host_key.pub")).split(" ");
        return "[127.0.0.1]:" + port + " " + key[0] + " " + key[1].strip() + "\n";
    }

    Host host(String name) {
        return as(TestSshServer.hostAt(name, port, Optional.empty(), Map.of()));
    }

    Host hostVia(String name, String jump) {
        return as(TestSshServer.hostAt(name, port, Optional.of(new HostName(jump)), Map.of()));
    }

    /** OpenSSH lets only the accounts of the machine in. */
    private static Host as(Host host) {
        Address at = host.address();
        return new Host(
                host.name(),
                new Address(at.host(), at.port(), System.getProperty("user.name"), at.jump()),
                host.driver(),
                host.capacity(),
                host.slots(),
                host.bandwidth(),
                host.accepts(),
                host.labels(),
                host.powerFence(),
                host.settings());
    }

    void alsoAccept(String line) throws IOException {
        Files.writeString(dir.resolve("authorized_keys"), line + "\n", StandardOpenOption.APPEND);
    }

    /** A fresh private key of this type, without a passphrase; the public one lies beside it. */
    Path newKey(String type) throws IOException, InterruptedException {
        Path key = dir.resolve("key_" + type);
        run(List.of("ssh-keygen", "-q", "-t", type, "-N", "", "-f", key.toString()));
        return key;
    }

    /** What OpenSSH's own client prints when it logs in with this key. */
    String ssh(byte[] privateKey, Path knownHosts) throws IOException, InterruptedException {
        Path key = dir.resolve("one_time");
        Files.write(key, privateKey);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return run(List.of(
                "ssh",
                "-T",
                "-F",
                "none",
                "-o",
                "BatchMode=yes",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + knownHosts,
                "-o",
                "GlobalKnownHostsFile=none",
                "-i",
                key.toString(),
                "-p",
                String.valueOf(port),
                System.getProperty("user.name") + "@127.0.0.1"));
    }

    /** Kills the processes that serve connections; the listener stays. */
    void killConnections() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws InterruptedException {
        killConnections();
        process.destroy();
        process.waitFor();
    }

    private static String run(List<String> argv) throws IOException, InterruptedException {
        Process started = new ProcessBuilder(argv).redirectErrorStream(true).start();
        started.getOutputStream().close();
        String out = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (started.waitFor() != 0) {
            throw new IOException(argv.getFirst() + " said: " + out);
        }
        return out;
    }
}
