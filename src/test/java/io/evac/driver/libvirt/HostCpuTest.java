package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostCpuTest {
    @Test
    void modelAndVendorAreShown() {
        assertThat(HostCpu.shown("""
                <cpu>
                  <arch>x86_64</arch>
                  <model>EPYC-Rome</model>
                  <vendor>AMD</vendor>
                  <feature name='xgetbv1'/>
                  <feature name='rdpid'/>
                </cpu>""")).isEqualTo("\"x86_64 EPYC-Rome AMD\" and 2 features");
    }

    @Test
    void aProcessorWithoutAModelIsItsArchitecture() {
        assertThat(HostCpu.shown("<cpu><arch>aarch64</arch></cpu>")).isEqualTo("\"aarch64\"");
        assertThat(HostCpu.shown("\n")).isEqualTo("unknown");
    }

    @Test
    void whatIsNoProcessorIsRefused() {
        assertThatThrownBy(() -> HostCpu.shown("<cpu>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpu");
        assertThatThrownBy(() -> HostCpu.shown("<domain/>")).isInstanceOf(IllegalArgumentException.class);
    }
}
