package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of {@code platform.sh} where they are cut short, or come at the wrong time, with a real domain. */
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
        hosts.run("h2", "pkill -CONT libvirtd; true");
        hosts.clear("h1");
        hosts.clear("h2");
    }

    private static Guest guest(String name) throws IOException, InterruptedException {
        Guest guest = hosts.guest("h1", name);
        try (InputStream program = LibvirtPlatformIT.class.getResourceAsStream("/libvirt/platform.sh")) {
            String text = Base64.getEncoder().encodeToString(program.readAllBytes());
            hosts.run("h1", "mkdir -p " + ROOT + " && echo " + text + " | base64 -d >" + ROOT + "/libvirt-it.sh");
        }
        countsBeyond(guest, 3);
        return guest;
    }

    private static int countsBeyond(Guest guest, int number) {
        return await().atMost(PATIENCE).until(guest::counted, counted -> counted > number);
    }

    /** What it answers with first may be all of its life before. */
    private static void goesOn(Guest guest) {
        countsBeyond(guest, countsBeyond(guest, 0));
    }

    private static String said(Guest guest, String word) {
        return "sh " + ROOT + "/libvirt-it.sh qemu:///system " + guest.name() + " " + word;
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
}
