package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The words of {@code platform.sh} where they are cut short, or come at the wrong time, with a real domain. */
@Tag("alone")
class LibvirtPlatformIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ROOT = "/var/lib/libvirt/images/.evac";

    @TempDir
    private static Path folder;

    private static LibvirtHosts hosts;

    @BeforeAll
    static void startHost() throws IOException, InterruptedException {
        hosts = new LibvirtHosts(2, folder);
    }

    @AfterAll
    static void stopHost() throws IOException, InterruptedException {
        if (hosts != null) {
            hosts.close();
        }
    }

    @AfterEach
    void clear() throws IOException, InterruptedException {
        hosts.run("h2", "pkill -CONT libvirtd; pkill -CONT qemu-system; true");
        hosts.clear("h1");
        hosts.clear("h2");
    }

    private static Guest guest(String name, String... options) throws IOException, InterruptedException {
        Guest guest = hosts.guest("h1", name, options);
        install("h1");
        countsBeyond(guest, 3);
        return guest;
    }

    private static void install(String host) throws IOException, InterruptedException {
        try (InputStream program = LibvirtPlatformIT.class.getResourceAsStream("/libvirt/platform.sh")) {
            String text = Base64.getEncoder().encodeToString(program.readAllBytes());
            hosts.run(host, "mkdir -p " + ROOT + " && echo " + text + " | base64 -d >" + ROOT + "/libvirt-it.sh");
        }
    }

    private static int countsBeyond(Guest guest, int number) {
        return await().atMost(PATIENCE).until(guest::counted, counted -> counted > number);
    }

    /** What it answers with first may be all of its life before. */
    private static void goesOn(Guest guest) {
        countsBeyond(guest, countsBeyond(guest, 0));
    }

    private static String said(Guest guest, String word) {
        return "sh " + ROOT + "/libvirt-it.sh qemu:///system '' " + guest.name() + " " + word;
    }

    private static void say(Guest guest, String... words) throws IOException, InterruptedException {
        for (String word : words) {
            hosts.run("h1", said(guest, word));
        }
    }

    @Test
    void memoryIsGoodForOneStartAndForNoneOnceItsDisksAreNewer() throws Exception {
        Guest guest = guest("once");
        say(guest, "save", "resume");
        assertThatThrownBy(() -> say(guest, "resume"))
                .as("the next start is a boot, of a domain that runs")
                .hasMessageContaining("does not start");
        goesOn(guest);

        say(guest, "save");
        hosts.run("h1", "virsh start once");
        goesOn(guest);
        hosts.run("h1", "virsh destroy once");

        assertThatThrownBy(() -> say(guest, "resume")).hasMessageContaining("no memory of once that fits");
        say(guest, "resume-or-boot");
        goesOn(guest);
        say(guest, "hold");
        assertThat(hosts.run("h1", "ls -A " + ROOT + "/mem")).isEmpty();
        assertThat(hosts.prove("h1", guest)).contains("3 boots");
    }

    @Test
    void aGuestIsSuspendedAllTheSameWhereLibvirtDiesMeanwhile() throws Exception {
        Guest guest = guest("saved");
        hosts.run(
                "h1",
                "setsid " + said(guest, "save") + " >/tmp/save 2>&1 </dev/null & until [ -f " + ROOT
                        + "/mem/saved.save ]; do :; done");

        hosts.lab("libvirtd-kill", "h1");
        hosts.lab("libvirtd-start", "h1");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hosts.state("h1", guest)).isEqualTo("shut off"));
        await().atMost(PATIENCE)
                .until(() -> hosts.run("h1", "pgrep -f 'libvirt-it.sh.* sav[e]' || true")
                        .isEmpty());
        say(guest, "resume");
        goesOn(guest);
        assertThat(hosts.prove("h1", guest)).contains("1 boots");
    }

    @Test
    void whatWasCutShortOnTheWayOutOrInGoesOn() throws Exception {
        Guest guest = guest("halves");
        say(guest, "stop", "expose");
        hosts.run(
                "h1",
                "cd " + ROOT + "/out/halves && virsh dumpxml --inactive halves >domain.xml"
                        + " && virsh undefine halves");
        say(guest, "park", "park");
        assertThat(hosts.run("h1", "ls " + ROOT + "/.. " + ROOT + "/out")).doesNotContain("halves");

        hosts.run("h1", "mkdir -p " + ROOT + "/in && mv " + ROOT + "/away/halves " + ROOT + "/in/");
        say(guest, "place", "place", "start");
        goesOn(guest);
        assertThat(hosts.run("h1", "ls " + ROOT + "/in " + ROOT + "/away")).doesNotContain("halves");
        assertThat(hosts.prove("h1", guest)).contains("2 boots");
    }

    @Test
    void whoDefinesADomainThatIsOnItsWayDoesNotLoseItsDisks() throws Exception {
        Guest guest = guest("early");
        say(guest, "stop", "park");
        hosts.run("h1", "cd " + ROOT + " && mkdir -p in && mv away/early in/ && virsh define in/early/domain.xml");

        say(guest, "hold", "place", "start");

        goesOn(guest);
        assertThat(hosts.run("h1", "ls " + ROOT + "/in")).isEmpty();
    }

    /** libvirt has stopped it here, and whoever was to tell it that it has arrived there is dead. */
    @Test
    void whoIsLeftBetweenTheTwoHostsOfAHandOverGoesOnWhereItWas() throws Exception {
        Guest guest = guest("between");
        expect(guest);
        letIn(guest, "--bandwidth 4");
        hosts.run("h1", "setsid " + said(guest, "migrate") + " >/tmp/migrate 2>&1 </dev/null & true");
        await().atMost(PATIENCE).until(() -> said("virsh domjobinfo between").contains("Outgoing migration"));
        await().atMost(PATIENCE).until(() -> said("virsh domjobinfo between").contains("Memory remaining"));

        hosts.run("h2", "pkill -STOP libvirtd");
        await().atMost(PATIENCE).until(() -> said("virsh domstate between").startsWith("paused"));
        hosts.run(
                "h1",
                "pkill -9 -f '[l]ibvirt-it.sh.*migrate'; pkill -9 -x virsh; pkill -9 -f '[e]vac-destination'; true");
        say(guest, "stay");

        goesOn(guest);
        assertThat(hosts.run("h1", "ls " + ROOT + "/keys /run/libvirt/qemu"))
                .doesNotContain("between.handover", "evac-");
        hosts.run("h2", "pkill -CONT libvirtd");
        hosts.run("h2", "sh " + ROOT + "/libvirt-it.sh qemu:///system '' between scrap");
        assertThat(hosts.run("h2", "virsh list --all --name; ls /var/lib/libvirt/images"))
                .doesNotContain("between");
        assertThat(hosts.prove("h1", guest)).contains("1 boots");
    }

    static Stream<String> passes() {
        return Boolean.getBoolean("evac.it.full")
                ? Stream.of("Data remaining", "Memory remaining")
                : Stream.of("Memory remaining");
    }

    /** Its ssh lives, its libvirtd lives, and its QEMU answers nobody any more: while memory travels, and in full while disks do. */
    @ParameterizedTest
    @MethodSource("passes")
    void whoWaitsForADestinationThatHangsGoesOnWhereItWas(String waitsFor) throws Exception {
        Guest guest = guest("hung");
        expect(guest);
        letIn(guest, "--bandwidth 4\n300 25");
        hosts.run("h1", "setsid " + said(guest, "migrate") + " >/tmp/migrate 2>&1 </dev/null & true");
        await().atMost(PATIENCE).until(() -> said("virsh domjobinfo hung").contains(waitsFor));

        hosts.run("h2", "pkill -STOP qemu-system");
        await().atMost(PATIENCE)
                .until(() -> hosts.run("h1", "pgrep -f 'libvirt-it.sh.* migrat[e]' || true")
                        .isEmpty());

        assertThat(hosts.run("h1", "cat /tmp/migrate")).contains("its time is up");
        say(guest, "stay");
        goesOn(guest);
        assertThat(said("virsh domjobinfo hung")).containsPattern("Job type: +None");
        hosts.run("h2", "pkill -CONT qemu-system; true");
        hosts.run("h2", "sh " + ROOT + "/libvirt-it.sh qemu:///system '' hung scrap");
        assertThat(hosts.run("h2", "virsh list --all --name; ls /var/lib/libvirt/images"))
                .doesNotContain("hung");
        assertThat(hosts.prove("h1", guest)).contains("1 boots");
    }

    @Test
    void noLayerIsBegunWhereItsGuestWouldSoonStandStill() throws Exception {
        hosts.run("h1", "mkdir -p /srv/small && mount -t tmpfs -o size=100M tmpfs /srv/small");
        try {
            Guest guest = guest("tight", "directory=/srv/small", "size=64M");
            hosts.run(
                    "h1",
                    "fallocate -l \"$(($(df -Pk /srv/small | awk 'NR == 2 { print $4 }') - 8192))KiB\" /srv/small/rest");

            assertThatThrownBy(() -> say(guest, "layer-1")).hasMessageContaining("MiB free, too little");
            goesOn(guest);
            hosts.run("h1", "rm /srv/small/rest");
            say(guest, "layer-1", "flatten");
            goesOn(guest);
        } finally {
            hosts.clear("h1");
            hosts.run("h1", "umount /srv/small");
        }
    }

    /** It writes 32 MiB of its memory again and again, which takes a second here: more than libvirt's 300 ms. */
    @Test
    void whoWritesAsFastAsTheLinkIsHandedOverWhereItMayStandStillForLonger() throws Exception {
        Guest guest = guest("busy", "memory=160", "churn=32");
        expect(guest);
        letIn(guest, "--bandwidth 32\n20000 200");

        say(guest, "migrate");

        assertThat(hosts.state("h1", guest)).isEqualTo("shut off");
        assertThat(hosts.run("h2", "virsh domstate --reason busy").strip()).isEqualTo("paused (user)");
        hosts.run("h2", "sh " + ROOT + "/libvirt-it.sh qemu:///system '' busy go-on");
        goesOn(guest);
        assertThat(hosts.prove("h2", guest)).contains("1 boots");
    }

    /** Its first disk lies at the other host, which waits for the rest. */
    private static void expect(Guest guest) throws IOException, InterruptedException {
        say(guest, "plain-layer-1");
        hosts.run("h1", "cp /var/lib/libvirt/images/" + guest.name() + ".qcow2 /srv/shared/");
        install("h2");
        hosts.run("h2", """
                mkdir -p %1$s/away/%3$s/vda && mv /srv/shared/%3$s.qcow2 %1$s/away/%3$s/vda/
                printf 'vda\t%3$s.qcow2\t-\t%2$s\nvda\t%3$s.qcow2.evac-1\tover qcow2\t%2$s\n' |
                  sh %1$s/libvirt-it.sh qemu:///system '' %3$s expect
                """.formatted(ROOT, "/var/lib/libvirt/images", guest.name()));
    }

    /** A key for the other host. */
    private static void letIn(Guest guest, String options) throws IOException, InterruptedException {
        Path config = hosts.config();
        String pin = Files.readAllLines(config.resolve("known_hosts")).stream()
                .filter(line -> line.startsWith("h2,"))
                .findFirst()
                .orElseThrow();
        String address = pin.substring(pin.indexOf(',') + 1, pin.indexOf(' '));
        String key = Base64.getEncoder().encodeToString(Files.readAllBytes(config.resolve("evac_ed25519")));
        hosts.run("h1", """
                umask 077; mkdir -p %1$s/keys/%5$s.handover && cd %1$s/keys/%5$s.handover
                echo %2$s | base64 -d >key
                echo 'evac-destination %3$s' >known
                printf 'HostName %4$s\nUser root\nHostKeyAlias evac-destination\nIdentityFile key\nUserKnownHostsFile known\n' >config
                echo '%6$s' >options
                virsh dumpxml --migratable --security-info %5$s >domain.xml
                """.formatted(ROOT, key, pin.substring(pin.indexOf(' ') + 1), address, guest.name(), options));
    }

    private static String said(String command) throws IOException, InterruptedException {
        return hosts.run("h1", command + " 2>&1; true");
    }
}
