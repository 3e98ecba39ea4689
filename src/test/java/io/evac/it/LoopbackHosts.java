package io.evac.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several OpenSSH servers of this user on loopback ports: hosts that share processes, each with a folder of its own. */
final class LoopbackHosts implements TestHosts {
    static final Path SSHD = Path.of("/usr/sbin/sshd");
    private final Path folder;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<Process> servers = new ArrayList<>();

    LoopbackHosts(int count, Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder.resolve("loopback"));
        Path config = Files.createDirectories(config());
        Tool.run(List.of(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                config.resolve("id").toString()));
        for (int i = 1; i <= count; i++) {
            start("h" + i);
        }
        StringBuilder known = new StringBuilder();
        StringBuilder hosts = new StringBuilder("hosts:\n");
        for (Map.Entry<String, Integer> host : ports.entrySet()) {
            known.append("[127.0.0.1]:")
                    .append(host.getValue())
                    .append(' ')
                    .append(Files.readString(home(host.getKey()).resolve("hostkey.pub")));
            hosts.append(
                    "  - {name: %s, address: 127.0.0.1, port: %d, user: %s, driver: files, files: {root: \"%s\"}}%n"
                            .formatted(
                                    host.getKey(),
                                    host.getValue(),
                                    System.getProperty("user.name"),
                                    instances(host.getKey())));
        }
        Files.writeString(config.resolve("known_hosts"), known);
        Files.writeString(config.resolve("application.yaml"), "evac.boot-hook: false\n");
        Files.writeString(config.resolve("hosts.yaml"), hosts.append("ssh: {identity: id, knownHosts: known_hosts}\n"));
    }

    private Path home(String host) {
        return folder.resolve(host);
    }

    private void start(String name) throws IOException, InterruptedException {
        Path home = Files.createDirectories(home(name));
        Files.createDirectories(instances(name));
        Tool.run(List.of(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                home.resolve("hostkey").toString()));
        Files.createDirectories(authorizedKeys(name).getParent());
        Files.copy(config().resolve("id.pub"), authorizedKeys(name));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path settings = Files.writeString(
                home.resolve("sshd_config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %s
                AuthorizedKeysFile %s
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                PidFile none
                SetEnv HOME=%s
                """.formatted(port, home.resolve("hostkey"), authorizedKeys(name), home));
        servers.add(new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("sshd.log").toFile())
                .start());
        ports.put(name, port);
        awaitPort(port);
    }

    private static void awaitPort(int port) throws IOException {
        Instant deadline = Instant.now().plusSeconds(10);
        while (true) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (Instant.now().isAfter(deadline)) {
                    throw notYet;
                }
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public List<String> names() {
        return List.copyOf(ports.keySet());
    }

    @Override
    public Path config() {
        return folder.resolve("config");
    }

    @Override
    public Path instances(String host) {
        return home(host).resolve("srv");
    }

    @Override
    public String root(String host) {
        return instances(host).toString();
    }

    @Override
    public Path authorizedKeys(String host) {
        // Where the guard looks, too: one-time keys are of use only there.
        return home(host).resolve(".ssh/authorized_keys");
    }

    @Override
    public String run(String host, String script) throws IOException, InterruptedException {
        return Tool.run(List.of("/bin/sh", "-c", script));
    }

    @Override
    public void close() {
        servers.forEach(Process::destroyForcibly);
    }
}
