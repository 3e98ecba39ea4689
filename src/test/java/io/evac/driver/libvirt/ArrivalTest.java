package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.libvirt.Domain.Storage;
import io.evac.inventory.ByteSize;
import io.evac.remote.tree.Entry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ArrivalTest {
    private static final String NVRAM = "nvram/web_VARS.fd\t/var/lib/libvirt/qemu/nvram/web_VARS.fd\tcopy\n";

    private static Images images(String... paths) {
        TreeMap<String, Entry> files = new TreeMap<>();
        for (String path : paths) {
            files.put(path, new Entry(path, 0100600, 0, 0, 1, 8, 1, 0, 1, 0, 1, 1, 1, 0, "", "", ""));
        }
        return new Images(files);
    }

    private static Domain web() {
        return off(DomainXmlTest.web(), Storage.OWN);
    }

    private static Domain off(DomainXml xml, Storage storage) {
        return new Domain(true, false, false, false, true, false, 0, false, xml, xml, xml, storage);
    }

    @Test
    void listsLayersInTheirOrderAndAFreshOneAboveThem() {
        Images images = images(
                "vda/web.qcow2",
                "vda/web.qcow2.evac-1",
                "vda/web.qcow2.evac-10",
                "vda/web.qcow2.evac-2",
                "nvram/web_VARS.fd",
                "memory/web.save");
        DomainXml tenth = DomainXml.parse(web().definition()
                .moved(
                        Map.of("vda", new DomainXml.Place("/srv/web.qcow2.evac-10", "qcow2")),
                        web().definition().size()));
        Arrival arrival = new Arrival(
                off(tenth, Storage.OWN),
                images,
                target -> "/images",
                "/g/mem/web.save",
                web().definition().size(),
                Optional.empty(),
                true);
        assertThat(arrival.list())
                .isEqualTo("vda/web.qcow2\t/images/web.qcow2\t\n"
                        + "vda/web.qcow2.evac-1\t/images/web.qcow2.evac-1\t\n"
                        + "vda/web.qcow2.evac-2\t/images/web.qcow2.evac-2\t\n"
                        + "vda/web.qcow2.evac-10\t/images/web.qcow2.evac-10\t\n"
                        + "vda/web.qcow2.evac-11\t/images/web.qcow2.evac-11\tover qcow2\n"
                        + NVRAM
                        + "memory/web.save\t/g/mem/web.save\t\n");
        assertThat(DomainXml.parse(arrival.definition()).disks().getFirst().source())
                .isEqualTo("/images/web.qcow2.evac-11");
    }

    @Test
    void leavesDisksThatAreSharedWhereTheyAre() {
        Domain shared = off(DomainXmlTest.web(), Storage.SHARED);
        String disk = shared.disks().getFirst().source();
        Arrival arrival = new Arrival(
                shared,
                images("nvram/web_VARS.fd"),
                target -> "/images",
                "/g/mem/web.save",
                shared.definition().size(),
                Optional.empty(),
                false);
        assertThat(arrival.list()).isEqualTo("vda/" + Layer.name(disk) + "\t" + disk + "\tshared\n" + NVRAM);
        assertThat(DomainXml.parse(arrival.definition()).disks().getFirst().source())
                .isEqualTo(disk);
    }

    @Test
    void saysHowLargeTheLayerOfADiskIsThatIsGrown() {
        Arrival arrival = new Arrival(
                web(),
                images("vda/web.qcow2"),
                target -> "/images",
                "/g/mem/web.save",
                web().definition().size(),
                Optional.of(ByteSize.parse("20GiB")),
                true);
        assertThat(arrival.list())
                .isEqualTo("vda/web.qcow2\t/images/web.qcow2\t\n"
                        + "vda/web.qcow2.evac-2\t/images/web.qcow2.evac-2\tover qcow2\t21474836480\n");
    }

    @Test
    void leavesAStoppedDomainOnItsOwnDisks() {
        Arrival arrival = new Arrival(
                web(),
                images("vda/web.qcow2", "vda/web.qcow2.evac-1"),
                target -> "/images",
                "/g/mem/web.save",
                web().definition().size(),
                Optional.empty(),
                false);
        assertThat(arrival.list()).doesNotContain("over");
        assertThat(DomainXml.parse(arrival.definition()).disks().getFirst().source())
                .isEqualTo("/images/web.qcow2.evac-1");
    }

    @Test
    void findsTheDirectoriesOfAParkedCopy() {
        String list = "vda/a.qcow2\t/srv/one/a.qcow2\t\nvda/a.qcow2.evac-1\t/srv/one/a.qcow2.evac-1\t\n"
                + "vdb/b.raw\t/srv/two/b.raw\t\nnonsense\n" + NVRAM;
        assertThat(Arrival.directories(list)).containsEntry("vda", "/srv/one").containsEntry("vdb", "/srv/two");
        assertThat(Arrival.directories("")).isEmpty();
    }
}
