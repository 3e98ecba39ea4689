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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void refusesWhatIsNestedWithoutEnd() {
        String deep = "<domain>" + "<x>".repeat(100_000) + "</x>".repeat(100_000) + "</domain>";
        assertThatIllegalArgumentException().isThrownBy(() -> DomainXml.parse(deep.getBytes(StandardCharsets.UTF_8)));
        String chain = "<domain>" + "<backingStore>".repeat(200) + "</backingStore>".repeat(200) + "</domain>";
        assertThat(DomainXml.parse(chain.getBytes(StandardCharsets.UTF_8))
                        .copy()
                        .has("backingStore"))
                .isTrue();
    }

    @Test
    void refusesADiskWhoseNameLeadsElsewhere() {
        String elsewhere = WEB.replace("dev='vda'", "dev='../../etc'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DomainXml.parse(elsewhere.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            <serial type='dev'><source path='/dev/ttyS0'/></serial>, dev serial
            <serial type='file'><source path='/srv/console.log'/></serial>, file serial
            <serial type='file'><source path='/var/log/libvirt/../../x'/></serial>, file serial
            <console type='pipe'><source path='/srv/pipe'/></console>, pipe console
            <parallel type='dev'><source path='/dev/parport0'/></parallel>, dev parallel
            <channel type='pipe'><source path='/srv/pipe'/></channel>, pipe channel
            <input type='passthrough' bus='virtio'><source evdev='/dev/input/event1'/></input>, passed-through input
            <input type='evdev'><source dev='/dev/input/event1'/></input>, passed-through input
            <smartcard mode='host'/>, smartcard
            <rng model='virtio'><backend model='random'>/dev/tpm-rng</backend></rng>, random number generator
            <interface type='vhostuser'><source type='unix' path='/run/x' mode='client'/></interface>, vhostuser interface
            <interface type='ethernet'><target dev='tap7'/></interface>, ethernet interface
            """)
    void namesWhatBelongsToItsHost(String device, String name) {
        assertThat(with(device).bound()).containsExactlyInAnyOrder("hostdev", name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<serial type='pty'><target port='0'/></serial>",
                "<serial type='file'><source path='/var/log/libvirt/qemu/web-console.log'/></serial>",
                "<console type='pty'><target type='serial' port='0'/></console>",
                "<channel type='unix'><source mode='bind' path='/run/x'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
                "<console type='dev'><source path='/dev/ttyS0'/><target type='serial' port='0'/></console>",
                "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>",
                "<serial type='null'/>",
                "<input type='tablet' bus='usb'/>",
                "<smartcard mode='passthrough' type='spicevmc'/>",
                "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
                "<rng model='virtio'><backend model='random'/></rng>",
                "<rng model='virtio'><backend model='builtin'/></rng>"
            })
    void leavesWhatEveryHostHas(String device) {
        assertThat(with(device).bound()).containsExactly("hostdev");
    }

    private static DomainXml with(String device) {
        return DomainXml.parse(WEB.replace("</devices>", device + "</devices>").getBytes(StandardCharsets.UTF_8));
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
