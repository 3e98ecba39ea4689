package io.evac.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Hosts built by {@code src/lab/lab}. */
final class LabHosts implements TestHosts {
    private static final String LAB = "src/lab/lab";
    private static final int NETS = 250;
    private static final AtomicLong LABS = new AtomicLong();
    private final Path folder;
    private final List<String> names;
    /** Another for each lab of this process and, most likely, of others. */
    private final String net = "10." + (198 + LABS.getAndIncrement() % 40) + "."
            + ProcessHandle.current().pid() % NETS;

    private final Set<String> small = new HashSet<>();

    /** @param options of {@code lab up}, e.g. {@code --libvirt} */
    LabHosts(int count, Path folder, String... options) throws IOException, InterruptedException {
        this.folder = folder.resolve("lab");
        this.names = IntStream.rangeClosed(1, count).mapToObj(n -> "h" + n).toList();
        lab("down");
        List<String> up = new ArrayList<>(List.of("up", Integer.toString(count)));
        up.addAll(List.of(options));
        lab(up.toArray(String[]::new));
    }

    /** A command of the lab, e.g. {@code cut h1}. */
    String lab(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "EVAC_LAB=" + folder, "EVAC_LAB_NET=" + net, LAB));
        command.addAll(List.of(arguments));
        return Tool.run(command);
    }

    /** Runs a script on the host as its root without SSH, whatever has become of its link or its key; its output. */
    String inside(String host, String script) throws IOException, InterruptedException {
        return lab("run", host, script);
    }

    private String pid(String host) throws IOException {
        return Files.readString(folder.resolve("hosts").resolve(host).resolve("pid"))
                .strip();
    }

    /** Lets the host start its instances at boot, as its platform would: all but those that a guard has a record of. */
    void autostart(String host) throws IOException {
        Path script = Files.writeString(disk(host).resolve("etc/rc.local"), """
                #!/bin/sh
                for home in %1$s/*/; do
                    [ -d "%1$s/.evac/i/$(basename "$home")/r" ] || (cd "$home" && $(sed -n 's/^start: //p' instance.yaml))
                done
                """.formatted(root(host)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Gives the host a power fence in hosts.yaml: the lab's own switch. */
    void powerFence(String host) throws IOException {
        Path file = config().resolve("hosts.yaml");
        String command = "[env, EVAC_LAB=%s, EVAC_LAB_NET=%s, %s, poweroff, %s]"
                .formatted(folder, net, Path.of(LAB).toAbsolutePath(), host);
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("name: " + host + ",", "name: " + host + ", powerFence: " + command + ","));
    }

    /** Whether the host has power. */
    boolean isOn(String host) {
        return Files.exists(folder.resolve("hosts").resolve(host).resolve("pid"));
    }

    /** Gives the host's instances a small file system of their own; it lives until the host is switched off. */
    void makeSmall(String host, String size) throws IOException, InterruptedException {
        inside(host, "mount -t tmpfs -o size=" + size + " tmpfs " + root(host));
        small.add(host);
    }

    @Override
    public void shape(String rate) throws IOException, InterruptedException {
        for (String host : names) {
            lab("shape", host, rate);
        }
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Path config() {
        return folder.resolve("config");
    }

    @Override
    public Path instances(String host) {
        try {
            return small.contains(host)
                    ? Path.of("/proc", pid(host), "root", root(host))
                    : disk(host).resolve("srv/evac");
        } catch (IOException off) {
            throw new UncheckedIOException(host + " is off, and its small file system gone", off);
        }
    }

    /** The host's root, whether it is on or off. */
    Path disk(String host) {
        return folder.resolve("hosts").resolve(host).resolve("root");
    }

    @Override
    public String root(String host) {
        return "/srv/evac";
    }

    @Override
    public Path authorizedKeys(String host) {
        return disk(host).resolve("root/.ssh/authorized_keys");
    }

    @Override
    public String run(String host, String script) throws IOException, InterruptedException {
        return lab("ssh", host, script);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        lab("down");
    }
}
