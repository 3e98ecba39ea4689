package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayerTest {
    @Test
    void tellsADiskFromTheLayersOverIt() {
        assertThat(Layer.of("/p/web.qcow2")).isEqualTo(new Layer("/p/web.qcow2", 0));
        assertThat(Layer.of("/p/web.qcow2.evac-12")).isEqualTo(new Layer("/p/web.qcow2", 12));
        assertThat(Layer.of("/p/web.evac-x")).isEqualTo(new Layer("/p/web.evac-x", 0));
        assertThat(Layer.of("/p/web.evac-")).isEqualTo(new Layer("/p/web.evac-", 0));
    }

    @Test
    void namesFilesWithoutTheirDirectory() {
        Layer layer = Layer.of("/p/web.qcow2.evac-12");
        assertThat(layer.path()).isEqualTo("/p/web.qcow2.evac-12");
        assertThat(layer.file()).isEqualTo("web.qcow2.evac-12");
        assertThat(layer.file(0)).isEqualTo("web.qcow2");
        assertThat(layer.file(13)).isEqualTo("web.qcow2.evac-13");
    }
}
