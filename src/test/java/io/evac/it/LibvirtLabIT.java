package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab's own hypervisors and guests: what other tests take for granted. */
class LibvirtLabIT {
    /** QEMU without KVM, beside whatever else runs here. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path folder;

    private static LibvirtHosts hosts;

    @BeforeAll
    static void startHosts() throws IOException, InterruptedException {
        hosts = new LibvirtHosts(2, folder);
    }

    @AfterAll
    static void stopHosts() throws IOException, InterruptedException {
        if (hosts != null) {
            hosts.close();
        }
    }

    @Test
    void aGuestCountsOnAfterAPowerCutOfItsHost() throws Exception {
        Guest guest = hosts.guest("h1", "survivor", "autostart=yes");
        int before = countsBeyond(guest, 3);

        hosts.lab("reboot", "h1");

        int after = countsBeyond(guest, before + 1);
        EvacProcess.await("it tells all it counted", () -> guest.counted() >= after);
        assertThat(guest.counters())
                .startsWith(IntStream.rangeClosed(1, after).boxed().toArray(Integer[]::new));
        assertThat(hosts.prove("h1", guest)).contains("2 boots", "payload", "http://");
    }

    @Test
    void aGuestStopsAtTheButtonAndNoLossInItsDisksIsOverlooked() throws Exception {
        String images = "/var/lib/libvirt/images/";
        Guest guest = hosts.guest("h2", "witness", "disks=2", "format=raw");
        countsBeyond(guest, 16);

        hosts.run("h2", "virsh shutdown witness");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hosts.state("h2", guest)).isEqualTo("shut off"));
        assertThat(hosts.prove("h2", guest)).contains("1 boots", "16 blocks", "payload", "vdb 1..");
        hosts.run(
                "h2",
                "cd " + images
                        + " && cp --sparse=always witness.raw parked.raw && debugfs -w -R 'rm blocks/5' parked.raw");
        assertThatThrownBy(() -> hosts.prove("h2", guest, images + "parked.raw", images + "witness-2.raw"))
                .hasMessageContaining("block 5 is not the one of number");
        hosts.run("h2", "cd " + images + """
                 && debugfs -R 'dump log /tmp/log' witness-2.raw && sed -i 7d /tmp/log
                debugfs -w -R 'rm log' witness-2.raw && debugfs -w -R 'write /tmp/log log' witness-2.raw""");
        assertThatThrownBy(() -> hosts.prove("h2", guest)).hasMessageContaining("vdb/log: line 7 is \"8 ");
    }

    @Test
    void aGuestMayIgnoreTheButton() throws Exception {
        Guest guest = hosts.guest("h2", "stubborn", "shutdown=ignore", "agent=no");
        int before = countsBeyond(guest, 3);

        hosts.run("h2", "virsh shutdown stubborn");

        countsBeyond(guest, before + 10);
        assertThat(hosts.state("h2", guest)).isEqualTo("running");
    }

    private static int countsBeyond(Guest guest, int number) {
        return await().atMost(PATIENCE).until(guest::counted, counted -> counted > number);
    }
}
