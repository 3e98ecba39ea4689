package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.evac.driver.libvirt.Domain.Storage;
import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.DomainXml.Place;
import io.evac.inventory.ByteSize;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DomainXmlTest {
    static final String WEB = """
            <domain type='kvm' id='7'>
              <name>web</name>
              <uuid>7d1f2d1c-5a4f-4d59-9d84-3c1a5f0c7a11</uuid>
              <memory unit='KiB'>98304</memory>
              <currentMemory unit='KiB'>98304</currentMemory>
              <vcpu placement='static'>2</vcpu>
              <os>
                <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
                <loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader>
                <nvram>/var/lib/libvirt/qemu/nvram/web_VARS.fd</nvram>
              </os>
              <cpu mode='custom' match='exact'><model fallback='forbid'>qemu64</model>
                <topology sockets='1' cores='2' threads='1'/></cpu>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2' cache='none'/>
                  <source file='/srv/a &amp; b/web.qcow2.evac-1' index='4'/>
                  <backingStore type='file' index='1'>
                    <format type='raw'/>
                    <source file='/srv/a &amp; b/web.qcow2'/>
                  </backingStore>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='block' device='disk'>
                  <driver name='qemu' type='raw'/>
                  <source dev='/dev/vg/data'/>
                  <target dev='vdb' bus='virtio'/>
                  <shareable/>
                </disk>
                <disk type='file' device='cdrom'>
                  <driver name='qemu' type='raw'/>
                  <target dev='sda' bus='sata'/>
                  <readonly/>
                </disk>
                <interface type='bridge'>
                  <mac address='52:54:00:01:02:03'/>
                  <source bridge='br0'/>
                </interface>
                <interface type='network'>
                  <mac address='52:54:00:01:02:04'/>
                  <source network='default'/>
                </interface>
                <hostdev mode='subsystem' type='pci'/>
              </devices>
            </domain>
            """;

    static DomainXml web() {
        return DomainXml.parse(WEB.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatLibvirtPrints() {
        DomainXml xml = web();
        assertThat(xml.name()).isEqualTo("web");
        assertThat(xml.type()).isEqualTo("kvm");
        assertThat(xml.cpus()).isEqualTo(2);
        assertThat(xml.memory()).isEqualTo(ByteSize.parse("96MiB"));
        assertThat(xml.attribute("machine", "os", "type")).isEqualTo("pc-q35-7.2");
        assertThat(xml.has("cpu", "model")).isTrue();
        assertThat(xml.bound()).containsExactly("hostdev");
        assertThat(xml.nvram()).isEqualTo("/var/lib/libvirt/qemu/nvram/web_VARS.fd");
        assertThat(xml.nets()).containsExactly("bridge br0", "network default");
        assertThat(xml.macs()).containsExactly("52:54:00:01:02:03", "52:54:00:01:02:04");
        assertThat(xml.disks())
                .containsExactly(
                        new DiskXml("vda", "disk", "file", "qcow2", "/srv/a & b/web.qcow2.evac-1", true),
                        new DiskXml("vdb", "disk", "block", "raw", "/dev/vg/data", false),
                        new DiskXml("sda", "cdrom", "file", "raw", "", false));
    }

    @Test
    void movesDisksAndChangesNothingElse() {
        DomainXml moved = DomainXml.parse(web().moved(Map.of("vda", new Place("/new/<web>.raw", "raw")), web().size()));
        assertThat(moved.disks().getFirst())
                .isEqualTo(new DiskXml("vda", "disk", "file", "raw", "/new/<web>.raw", true));
        assertThat(new String(moved.bytes(), StandardCharsets.UTF_8))
                .doesNotContain("backingStore", "index=")
                .contains("OVMF_CODE", "52:54:00:01:02:04", "/dev/vg/data");
        assertThat(web().disks().getFirst().source())
                .as("what it was made from stays as it is")
                .endsWith(".evac-1");
    }

    @Test
    void makesADomainLargerInEveryPlaceThatSaysHowLargeItIs() {
        DomainXml large = DomainXml.parse(web().moved(Map.of(), new DomainXml.Size(4, ByteSize.parse("1GiB"))));
        assertThat(large.size()).isEqualTo(new DomainXml.Size(4, ByteSize.parse("1GiB")));
        assertThat(large.text("currentMemory")).isEqualTo("1048576");
        assertThat(large.has("cpu", "topology")).isFalse();
        assertThat(web().resizable()).isTrue();
    }

    @Test
    void refusesWhatIsNoDomainAndWhatReachesOutside() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DomainXml.parse("<network/>".getBytes(StandardCharsets.UTF_8)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DomainXml.parse("no XML".getBytes(StandardCharsets.UTF_8)));
        String entity = "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><domain><name>&e;</name></domain>";
        assertThatIllegalArgumentException().isThrownBy(() -> DomainXml.parse(entity.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void knowsADomainAgainWhileItsDisksAreLayered() {
        DomainXml layered = web();
        DomainXml plain =
                DomainXml.parse(layered.moved(Map.of("vda", new Place("/other/web.qcow2", "qcow2")), layered.size()));
        assertThat(Fingerprint.of(plain, Storage.OWN)).isEqualTo(Fingerprint.of(layered, Storage.OWN));
        DomainXml another =
                DomainXml.parse(layered.moved(Map.of("vda", new Place("/other/db.qcow2", "qcow2")), layered.size()));
        assertThat(Fingerprint.of(plain, Storage.SHARED)).isNotEqualTo(Fingerprint.of(plain, Storage.OWN));
        assertThat(Fingerprint.of(another, Storage.OWN)).isNotEqualTo(Fingerprint.of(layered, Storage.OWN));
    }

    @Test
    void leavesTheOwnersOfFilesThatAnotherHostHasToo() {
        DomainXml there = DomainXml.parse(
                new DomainDraft(web()).withItsOwners().withItsOwners().bytes());
        assertThat(new String(there.bytes(), StandardCharsets.UTF_8))
                .containsOnlyOnce("<seclabel model=\"dac\" relabel=\"no\"/>");
        assertThat(there.disks()).isEqualTo(web().disks());
    }
}
