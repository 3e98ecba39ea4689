package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Disk;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageSizeTest {
    private static final String QCOW2 = "514649fb00000003" + "0000000000000000" + "00000000" + "00000010";
    private static final String TABLE = "vda 4096 197120 " + QCOW2 + "0000000010000000\n"
            + "vdb 8192 1048576 " + QCOW2 + "7fffffffffffffff\n"
            + "vdc 12288  \n"
            + "vdd 0 512 514649fb\n"
            + "vde - \n"
            + "vda below /images/a b.qcow2\n"
            + "vda below /images/root.raw\n"
            + "vdb below /etc/shadow\n"
            + "vdy below /images/x\n"
            + "below below\n";

    private static Disk disk(String target, String format) {
        return ImageSize.table(TABLE)
                .getOrDefault(target, ImageSize.UNKNOWN)
                .of(new DiskXml(target, "disk", "file", format, "/images/" + target, true));
    }

    private static Disk raw(String target, long bytes) {
        return new Disk(target, new ByteSize(bytes), Optional.empty(), Optional.of("raw"), List.of());
    }

    @Test
    void tellsWhatAGuestSeesOfAQcow2ImageFromItsHeader() {
        assertThat(disk("vda", "qcow2"))
                .isEqualTo(new Disk(
                        "vda",
                        new ByteSize(4096),
                        Optional.of(ByteSize.parse("256MiB")),
                        Optional.of("qcow2"),
                        List.of("/images/a b.qcow2", "/images/root.raw")));
        assertThat(disk("vdd", "qcow2").virtualSize()).as("a file cut off").isEmpty();
    }

    @Test
    void takesARawImageForAsLongAsItIsWhateverItsGuestHasWrittenThere() {
        assertThat(disk("vdb", "raw").virtualSize()).contains(ByteSize.parse("1MiB"));
        assertThat(disk("vdb", "").virtualSize()).contains(ByteSize.parse("1MiB"));
        assertThat(disk("vdb", "").format()).isEmpty();
        assertThat(disk("vdb", "raw").chain()).isEmpty();
    }

    @Test
    void knowsNothingOfWhatIsNoFileOrInAnotherFormat() {
        assertThat(disk("vdc", "raw")).isEqualTo(raw("vdc", 12288));
        assertThat(disk("vdb", "vmdk").virtualSize()).isEmpty();
        assertThat(disk("vde", "raw")).isEqualTo(raw("vde", 0));
        assertThat(disk("vdz", "raw")).isEqualTo(raw("vdz", 0));
    }
}
