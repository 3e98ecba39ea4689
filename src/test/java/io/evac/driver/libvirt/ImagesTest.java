package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.migration.FailureException;
import io.evac.remote.tree.Entry;
import io.evac.remote.tree.Manifest;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    private static Manifest manifest(String path) {
        TreeMap<String, Entry> files = new TreeMap<>();
        files.put(path, new Entry(path, 0100600, 0, 0, 1, 8, 1, 0, 1, 0, 1, 1, 1, 0, "", "", ""));
        return new Manifest(0, files, false);
    }

    @Test
    void takesFilesOfDisks() {
        assertThat(Images.of(manifest("vda/my disk..qcow2")).files()).containsOnlyKeys("vda/my disk..qcow2");
        assertThat(Images.of(manifest("domain.xml")).files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vda/a\n/etc/cron.d/x\t/etc/cron.d/x\tcopy",
                "vda/a\tb",
                "vda/../../x",
                "../vda/x",
                "vda/a\u0085b"
            })
    void refusesPathsThatAreMoreThanNames(String path) {
        assertThatThrownBy(() -> Images.of(manifest(path)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("EVAC-260")
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n", "\t");
    }
}
