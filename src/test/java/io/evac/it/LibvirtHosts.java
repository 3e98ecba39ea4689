package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Hypervisors built by {@code src/lab/lab}: real libvirtd and QEMU. */
final class LibvirtHosts implements AutoCloseable {
    /** Where a host has the disks of its own domains. */
    static final String IMAGES = "/var/lib/libvirt/images";

    /** A directory that all hosts have. */
    static final String SHARED = "/srv/shared";

    private final LabHosts lab;

    /** Without root, or where Debian's packages cannot be had, there are none, and the test is skipped unless CI demands it. */
    LibvirtHosts(int count, Path folder) throws IOException, InterruptedException {
        boolean possible = Files.isExecutable(Path.of("/usr/bin/apt-get"))
                && Files.exists(Path.of("/dev/net/tun"))
                && "amd64".equals(System.getProperty("os.arch"));
        if (!possible && !"true".equals(System.getenv("EVAC_REQUIRE_LAB"))) {
            throw new TestAbortedException(
                    "skipped: hypervisors need Debian's packages for amd64, fetched by apt-get, and /dev/net/tun");
        }
        lab = TestHosts.lab(count, folder, "--libvirt");
    }

    /**
     * Starts a new guest.
     *
     * @param options of {@code lab guest}, e.g. {@code disks=2}
     */
    Guest guest(String host, String name, String... options) throws IOException, InterruptedException {
        String said = call(List.of("guest", host, name), options).strip();
        return new Guest(name, said.substring(said.lastIndexOf(' ') + 1));
    }

    /** What libvirt on the host says of the guest, e.g. {@code running} or {@code shut off}. */
    String state(String host, Guest guest) throws IOException, InterruptedException {
        return run(host, "virsh domstate " + guest.name()).strip();
    }

    /**
     * Fails unless the guest has everything it wrote; the proof in words.
     *
     * @param images on the host that hold it; none: the guest itself where it runs, else the disks it is defined with
     */
    String prove(String host, Guest guest, String... images) throws IOException, InterruptedException {
        return call(List.of("proof", host, guest.name()), images).strip();
    }

    /** Removes every guest of the host, their files, and what a guard keeps there. */
    void clear(String host) throws IOException, InterruptedException {
        run(host, """
                for p in $(pgrep -f /var/lib/libvirt/images/.evac/guard-); do [ $p = $$ ] || kill -9 $p 2>/dev/null; done
                for d in $(virsh list --all --name); do
                    shared=$(virsh domblklist $d | awk '$2 ~ "^/srv/shared/" { print $2 }')
                    virsh destroy $d
                    virsh undefine $d --nvram --managed-save --snapshots-metadata --checkpoints-metadata
                    rm -f $shared
                done >/dev/null 2>&1
                find /var/lib/libvirt/images -mindepth 1 -delete
                true""");
    }

    /** A command of the lab, e.g. {@code cut h1}. */
    String lab(String... arguments) throws IOException, InterruptedException {
        return lab.lab(arguments);
    }

    /** Runs a script on the host over SSH; its output. */
    String run(String host, String script) throws IOException, InterruptedException {
        return lab.run(host, script);
    }

    /** Whether a process, by its folder in {@code /proc}, is one of the host's. */
    boolean has(String host, Path process) {
        try {
            return Files.isSameFile(
                    process.resolve("root/etc/ssh"), lab.disk(host).resolve("etc/ssh"));
        } catch (IOException gone) {
            return false;
        }
    }

    /** The lab's hosts.yaml, or one in which the hosts do not say that they share anything. */
    Path inventory(boolean sharing) throws IOException {
        Path given = config().resolve("hosts.yaml");
        String shared = ", shared: [" + SHARED + "]";
        String text = Files.readString(given);
        assertThat(text).contains(shared);
        return sharing ? given : Files.writeString(config().resolve("apart.yaml"), text.replace(shared, ""));
    }

    /** The folder with hosts.yaml, identity and pinned keys. */
    Path config() {
        return lab.config();
    }

    private String call(List<String> words, String... more) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return lab.lab(all.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        lab.close();
    }
}
