package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Disk;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Instance;
import io.evac.inventory.Nic;
import io.evac.inventory.Slots;
import io.evac.inventory.SurveyException;
import io.evac.remote.tree.LocalShell;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code survey.sh} as it runs on a host, with real files and a virsh that prints what was recorded. */
class SurveyTest {
    private static final Host KVM1 = new Host(
            new HostName("kvm1"),
            new Address("192.0.2.11", 22, "root", Optional.empty()),
            "libvirt",
            CapacityLimit.NONE,
            Slots.DEFAULT,
            Bandwidth.UNLIMITED,
            true,
            Map.of(),
            List.of(),
            Map.of());

    private static final String VIRSH = """
            #!/bin/sh
            case $4 in
              list) echo web ;;
              nodeinfo) printf 'CPU(s):              8\\nMemory size:         16777216 KiB\\n' ;;
              dominfo) printf 'Persistent:     yes\\nAutostart:      enable\\n' ;;
              domstate) echo running ;;
              dumpxml) cat '%1$s/web.xml' ;;
              domblklist) cat '%1$s/web.blk' ;;
            esac
            """;

    @TempDir
    private Path folder;

    private Path images;

    @BeforeEach
    void host() throws IOException {
        images = Files.createDirectories(folder.resolve("a b"));
        Path programs = Files.createDirectories(folder.resolve("bin"));
        program(programs.resolve("virsh"), VIRSH.formatted(folder));
        program(programs.resolve("qemu-img"), "#!/bin/sh\necho called >>'%s/called'\n".formatted(folder));
    }

    private static void program(Path file, String text) throws IOException {
        Files.setPosixFilePermissions(Files.writeString(file, text), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** An image of 1 MiB, as qemu-img begins one. */
    private void qcow2(String file, String base, String format) throws IOException {
        byte[] name = base.getBytes(StandardCharsets.UTF_8);
        byte[] word = format.getBytes(StandardCharsets.UTF_8);
        int extension = word.length == 0 ? 0 : 8 + (word.length + 7) / 8 * 8;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0x514649fb);
        out.writeInt(3);
        out.writeLong(name.length == 0 ? 0 : 104 + extension + 8);
        out.writeInt(name.length);
        out.writeInt(16);
        out.writeLong(1 << 20);
        out.write(new byte[100 - 32]);
        out.writeInt(104);
        if (extension > 0) {
            out.writeInt(0xE2792ACA);
            out.writeInt(word.length);
            out.write(word);
            out.write(new byte[extension - 8 - word.length]);
        }
        out.writeLong(0);
        out.write(name);
        out.write(new byte[1000]);
        Files.write(images.resolve(file), bytes.toByteArray());
    }

    /** The chain of a disk of that format, which the domain writes. */
    private List<String> chain(String file, String format) throws IOException, SurveyException {
        return survey(file, format).disks().getFirst().chain().stream()
                .map(path -> path.replace(images + "/", ""))
                .toList();
    }

    private Instance survey(String file, String format) throws IOException, SurveyException {
        Files.writeString(folder.resolve("web.blk"), " file   disk   vda   " + images.resolve(file) + "\n");
        Files.writeString(folder.resolve("web.xml"), """
                <domain type='kvm'>
                  <name>web</name>
                  <memory unit='KiB'>98304</memory>
                  <vcpu placement='static'>2</vcpu>
                  <devices>
                    <disk type='file' device='disk'>
                      <driver name='qemu' type='%s' cache='none'/>
                      <source file='%s'/>
                      <target dev='vda' bus='virtio'/>
                    </disk>
                    <interface type='network'>
                      <mac address='52:54:00:01:02:04'/>
                      <source network='default'/>
                      <model type='virtio'/>
                      <driver name='qcow2' type='qcow2'/>
                    </interface>
                    <interface type='direct'>
                      <source dev='eth0' mode='bridge'/>
                    </interface>
                    <interface type='user'/>
                  </devices>
                </domain>
                """.formatted(format, images.resolve(file)));
        LocalShell shell = new LocalShell(folder.resolve("bin") + ":" + System.getenv("PATH"));
        List<Instance> found = new Survey(new Virsh(shell)).survey(KVM1).instances();
        assertThat(found).hasSize(1);
        assertThat(shell.commands).as("round trips").hasValue(1);
        assertThat(folder.resolve("called")).as("qemu-img opens no image").doesNotExist();
        return found.getFirst();
    }

    @Test
    void tellsOfADomainsDisksAndInterfaces() throws Exception {
        qcow2("golden.qcow2", "", "");
        qcow2("web.qcow2", "golden.qcow2", "qcow2");
        Instance web = survey("web.qcow2", "qcow2");
        Disk disk = web.disks().getFirst();
        assertThat(disk.name()).isEqualTo("vda");
        assertThat(disk.format()).contains("qcow2");
        assertThat(disk.virtualSize()).contains(ByteSize.parse("1MiB"));
        assertThat(disk.chain()).containsExactly(images + "/golden.qcow2");
        assertThat(web.autostart()).isTrue();
        assertThat(web.nics())
                .containsExactly(
                        new Nic("virtio", "network default", Optional.of("52:54:00:01:02:04")),
                        new Nic("", "direct eth0", Optional.empty()),
                        new Nic("", "user", Optional.empty()));
    }

    @Test
    void followsAChainFromTheNearestToTheFarthest() throws Exception {
        Files.createDirectories(images.resolve("sub"));
        Files.write(images.resolve("root.raw"), new byte[4096]);
        qcow2("sub/base.qcow2", images + "/root.raw", "raw");
        qcow2("mid é.qcow2", "sub/base.qcow2", "qcow2");
        qcow2("web.qcow2", images + "/mid é.qcow2", "qcow2");
        assertThat(chain("web.qcow2", "qcow2")).containsExactly("mid é.qcow2", "sub/base.qcow2", "root.raw");
        assertThat(chain("sub/base.qcow2", "qcow2")).containsExactly("root.raw");
    }

    @Test
    void takesNothingThatAGuestHasWrittenForAChain() throws Exception {
        qcow2("secret.qcow2", "secrets", "raw");
        qcow2("disk.raw", "secret.qcow2", "qcow2");
        assertThat(chain("disk.raw", "raw")).isEmpty();
        qcow2("over-raw.qcow2", "disk.raw", "raw");
        assertThat(chain("over-raw.qcow2", "qcow2")).containsExactly("disk.raw");
        qcow2("unsaid.qcow2", "disk.raw", "");
        assertThat(chain("unsaid.qcow2", "qcow2"))
                .as("no format is said, and none is guessed")
                .containsExactly("disk.raw");
    }

    @Test
    void endsWhereNoFileIsAndIsNotHeldUp() throws Exception {
        qcow2("web.qcow2", "gone.qcow2", "qcow2");
        assertThat(chain("web.qcow2", "qcow2")).containsExactly("gone.qcow2");
        qcow2("web.qcow2", "nbd://192.0.2.1/x", "qcow2");
        assertThat(chain("web.qcow2", "qcow2")).containsExactly("nbd://192.0.2.1/x");
        new ProcessBuilder("mkfifo", images.resolve("fifo").toString()).start().waitFor();
        qcow2("web.qcow2", "fifo", "qcow2");
        assertThat(chain("web.qcow2", "qcow2")).containsExactly("fifo");
        qcow2("web.qcow2", "web.qcow2", "qcow2");
        assertThat(chain("web.qcow2", "qcow2")).hasSize(32).containsOnly("web.qcow2");
    }

    @Test
    void letsNoNameMakeUpALineOfItsOwn() throws Exception {
        qcow2("web.qcow2", "a\nvdz below b\u001b[2J", "qcow2");
        assertThat(chain("web.qcow2", "qcow2")).containsExactly("a?vdz below b?[2J");
        qcow2("web.qcow2", "x".repeat(1023), "$(reboot) qcow2");
        assertThat(chain("web.qcow2", "qcow2")).containsExactly("x".repeat(1023));
        byte[] cut = Files.readAllBytes(images.resolve("web.qcow2"));
        Files.write(images.resolve("web.qcow2"), Arrays.copyOf(cut, 300));
        assertThat(chain("web.qcow2", "qcow2")).containsExactly("?");
    }
}
