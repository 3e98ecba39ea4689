package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import tools.jackson.databind.JsonNode;

/** A guest that counts, of the libvirt driver, leaves h1 for h2; both are there for other scenes before and after it. */
final class DomainScene extends Scene {
    private static final String IMAGES = LibvirtHosts.IMAGES;
    private static final List<String> HOSTS = List.of("h1", "h2");
    private static final String SMALL = "192m";
    private static final String LINK = "100mbit";
    /** Of the guard's directory: all that may hold files of a domain. */
    private static final String PLACES = "cd " + IMAGES + "/.evac 2>/dev/null && ls -A out in away mem 2>/dev/null"
            + " | grep -v -e : -e '^$'; true";

    private final LibvirtHosts hosts;
    private final Path folder;
    private final String name;
    /** Where its disk is. */
    private final String images;

    private final Guest guest;
    private final Sentinel sentinel;
    private final Witness witness;

    /** @param name of the guest, of no other on this machine at this time */
    DomainScene(FaultCell cell, Path folder, LibvirtHosts hosts, String name) throws Exception {
        super(cell, folder, hosts.config());
        this.hosts = hosts;
        this.folder = folder;
        this.name = name;
        this.images = cell.type().equals("live") ? LibvirtHosts.SHARED : IMAGES;
        for (String host : HOSTS) {
            lab("shape", host, LINK);
        }
        cell.fault().prepare(this);
        this.guest = hosts.guest(
                "h1",
                name,
                "directory=" + images,
                "autostart=yes",
                "interval=500",
                "shutdown=" + (cell.fault() == Fault.GUEST_REFUSES ? "ignore" : "acpi"));
        EvacProcess.await(name + " counts", () -> guest.counted() > 3);
        this.sentinel = new Sentinel(List.of(name), this::running);
        this.witness = new Witness(guest);
    }

    @Override
    String apply() throws IOException, InterruptedException {
        Path list = Files.writeString(
                folder.resolve("list.csv"),
                "instance,host,type,downtime\n" + name + ",h1," + cell().type() + ",120s\n");
        JsonNode plan = evac().expect(0, "plan", list.toString(), "--fail-on-refusal", "--output", "json")
                .json();
        return evac().expect(0, "apply", plan.get("id").asString(), "--yes", "--output", "json")
                .json()
                .get("id")
                .asString();
    }

    @Override
    void lab(String... words) throws IOException, InterruptedException {
        hosts.lab(words);
    }

    @Override
    void makeDestinationsSmall() throws IOException, InterruptedException {
        lab("run", "h2", "mount -t tmpfs -o size=" + SMALL + " tmpfs " + IMAGES);
    }

    @Override
    void fill(String host) throws IOException, InterruptedException {
        // What others give back meanwhile is filled, too.
        lab("run", host, """
                cd %s
                for again in 1 2 3 4 5 6 7 8 9 10; do
                  cat /dev/zero >>.filled 2>/dev/null
                  [ "$(df --output=avail . | tail -n 1)" -ne 0 ] || exit 0
                done
                exit 1
                """.formatted(IMAGES));
    }

    @Override
    void free(String host) throws IOException, InterruptedException {
        lab("run", host, "rm -f " + IMAGES + "/.filled");
        // QEMU has paused who found no room, and people let it go on.
        lab(
                "run",
                host,
                "virsh domstate --reason %1$s 2>&1 | grep -q I/O.error && virsh resume %1$s; true".formatted(name));
    }

    @Override
    Map<String, Integer> running() {
        List<Path> all = Qemus.of(name);
        long waiting = all.stream().filter(this::waits).count();
        return all.isEmpty() ? Map.of() : Map.of(name, (int) (all.size() - waiting));
    }

    /** Whether it was handed over and has not gone on. */
    private boolean waits(Path process) {
        return cell().type().startsWith("live") && hosts.has("h2", process) && Qemus.paused(process, name);
    }

    @Override
    Sentinel sentinel() {
        return sentinel;
    }

    @Override
    void assertAtHome(JsonNode move) throws IOException, InterruptedException {
        assertThat(defined("h1")).as("failed at home: " + move).containsExactly(name);
        assertThat(defined("h2")).as("at the destination: " + move).isEmpty();
        // What came home again shares its layers with the copy that is kept where it was sick.
        if (!move.path("message").asString("").startsWith("reversed")) {
            assertThat(hosts.run("h1", "virsh domblklist " + name + "; ls " + images))
                    .as("layers at home: " + move + evac().log())
                    .doesNotContain(".evac-");
            assertThat(hosts.run("h1", PLACES)).as("at home: " + move).isEmpty();
        }
    }

    private List<String> defined(String host) throws IOException, InterruptedException {
        return hosts.run(host, "virsh -q list --all --name")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** By the hosts themselves: one, where it should be, whole, and nothing of it anywhere else. */
    void assertInItsPlace() throws IOException, InterruptedException {
        boolean stays = cell().staysAtHome();
        String at = stays ? "h1" : "h2";
        if (!stays) {
            assertWhole(at);
            evac().expect(0, "finalize", run());
        }
        assertWhole(at);
        SoftAssertions all = new SoftAssertions();
        all.assertThat(hosts.run(at, "virsh domblklist " + name))
                .as("its disks under their own names")
                .doesNotContain(".evac-");
        all.assertThat(hosts.run(at, "virsh dominfo " + name)).containsPattern("Autostart: +enable");
        for (String host : HOSTS) {
            all.assertThat(hosts.run(host, "ls " + IMAGES))
                    .as("images on " + host)
                    .isEqualTo(host.equals(at) && images.equals(IMAGES) ? name + ".qcow2\n" : "");
            all.assertThat(hosts.run(host, PLACES)).as("below .evac on " + host).isEmpty();
            all.assertThat(hosts.run(host, "cat /root/.ssh/authorized_keys"))
                    .as("keys on " + host)
                    .doesNotContain("evac:");
        }
        all.assertAll();
    }

    private void assertWhole(String at) throws IOException, InterruptedException {
        SoftAssertions all = new SoftAssertions();
        for (String host : HOSTS) {
            boolean here = host.equals(at);
            all.assertThat(defined(host)).as("defined on " + host).isEqualTo(here ? List.of(name) : List.of());
            all.assertThat(hosts.run(host, "pgrep -c -f '[g]uest=" + name + ",'; true")
                            .strip())
                    .as("runs on " + host)
                    .isEqualTo(here ? "1" : "0");
        }
        all.assertThat(hosts.state(at, guest)).as("on " + at).isEqualTo("running");
        all.assertAll();
        int before = guest.counted();
        EvacProcess.await(name + " counts on " + at, () -> guest.counted() > before);
        assertThat(hosts.prove(at, guest)).contains("is whole");
        witness.assertNothingForgotten();
        sentinel.assertNeverTwo();
    }

    /** All that may explain a failure. */
    String explanation() {
        StringBuilder told = new StringBuilder("\n--- the run\n");
        api().events(run(), 0).forEach(event -> told.append(event).append('\n'));
        for (String host : HOSTS) {
            told.append("--- ").append(host).append('\n').append(look(host));
        }
        return told + evac().log();
    }

    /** Whether the guest's console says so: QEMU without KVM loses a write to its memory now and then while it is handed over. */
    boolean kernelBroken() {
        for (String host : HOSTS) {
            try {
                String said = hosts.run(
                        host,
                        "grep -cE 'Kernel panic|BUG:|Oops|general protection|Call Trace|segfault' /var/log/libvirt/qemu/"
                                + name + "-console.log 2>/dev/null; true");
                if (!said.isBlank() && !said.strip().equals("0")) {
                    return true;
                }
            } catch (IOException silent) {
                System.out.println(host + " cannot be asked for the console: " + silent);
            } catch (InterruptedException leaving) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private String look(String host) {
        try {
            return hosts.lab("run", host, """
                    { virsh list --all; virsh domstate --reason %1$s; tail -n 15 /var/log/libvirt/qemu/%1$s-console.log
                    virsh domblklist %1$s; ls -lA %2$s; cd %2$s/.evac && find out in away mem
                    cat i/%1$s/err i/%1$s/unstopped i/%1$s/parked; cd i/%1$s/r &&
                    for r in $(ls | sort -n | tail -n 12); do echo "$r" $(head -n 15 "$r"); done; } 2>&1; true
                    """.formatted(name, IMAGES));
        } catch (IOException | InterruptedException silent) {
            return silent.toString();
        }
    }

    /** The hosts are as before. */
    @Override
    public void close() throws Exception {
        super.close();
        witness.close();
        sentinel.close();
        lab("plug", "h1", "h2");
        lab("start", "h1", "h2");
        for (String host : HOSTS) {
            lab("run", host, "virsh -q version >/dev/null 2>&1 || /usr/sbin/libvirtd -d");
            hosts.clear(host);
            lab("run", host, "! mountpoint -q " + IMAGES + " || umount -l " + IMAGES);
            hosts.clear(host);
        }
    }
}
