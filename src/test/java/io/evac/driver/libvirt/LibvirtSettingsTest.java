package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.libvirt.Domain.Storage;
import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Slots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibvirtSettingsTest {
    private static LibvirtSettings of(Object shared) {
        return of(Map.of("images", "/var/images", "shared", shared));
    }

    private static LibvirtSettings of(Map<String, Object> settings) {
        return LibvirtSettings.of(new Host(
                new HostName("kvm1"),
                new Address("192.0.2.11", 22, "root", Optional.empty()),
                "libvirt",
                new CapacityLimit(Optional.empty(), Optional.empty(), Optional.empty()),
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                settings));
    }

    @Test
    void whatIsSharedIsBelowADirectoryThatIsNamed() {
        LibvirtSettings two = of(List.of("/srv/nfs", "/mnt/ceph"));
        assertThat(two.shares("/srv/nfs/a/web.qcow2")).isTrue();
        assertThat(two.shares("/mnt/ceph/web.qcow2")).isTrue();
        assertThat(two.shares("/srv/nfs2/web.qcow2")).isFalse();
        assertThat(two.shares("/srv/nfs")).isFalse();
        assertThat(of("/srv/nfs").shares("/srv/nfs/web.qcow2")).isTrue();
        assertThat(of(List.of()).shares("/srv/nfs/web.qcow2")).isFalse();
    }

    @Test
    void aDomainIsOnSharedStorageWithAllItsDisksOrNone() {
        DomainXml web = DomainXmlTest.web();
        assertThat(of("/srv").storage(web)).isEqualTo(Storage.SHARED);
        assertThat(of("/srv/nfs").storage(web)).isEqualTo(Storage.OWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"srv/nfs", "/", "/srv/../etc", "/srv/a:b", "/srv/nfs/", "/srv/n fs"})
    void refusesWhatIsNoPlainDirectory(String directory) {
        assertThatThrownBy(() -> of(List.of("/srv/nfs", directory)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kvm1: libvirt.shared")
                .hasMessageContaining("Maybe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var", "/var/images"})
    void whatItNotesOfItselfIsNotShared(String directory) {
        assertThatThrownBy(() -> of(directory)).hasMessageContaining("libvirt.images");
    }

    @Test
    void saysOfWhichHostAndKeyATimeIsNone() {
        assertThatThrownBy(() -> of(Map.<String, Object>of("stopTimeout", "60")))
                .hasMessageContaining("kvm1: libvirt.stopTimeout is ")
                .hasMessageContaining("60");
    }

    @Test
    void variablesLieWhereLibvirtKeepsThemOrBesideImages() {
        List<String> images = List.of("/srv/a", "/srv");
        for (String path : List.of("/var/lib/libvirt/qemu/nvram/web_VARS.fd", "/srv/a/web..fd")) {
            assertThat(LibvirtSettings.keepsVariables(path, images)).as(path).isTrue();
        }
        for (String path : List.of(
                "/etc/cron.d/web",
                "/var/lib/libvirt/qemu/nvram",
                "/var/lib/libvirt/qemu/nvram/../../../../../etc/cron.d/web",
                "/var/lib/libvirt/qemu/nvram/..",
                "/var/lib/libvirt/qemu/nvram/a\tb",
                "/srv/web.fd",
                "/srv/a/.evac/keys/web")) {
            assertThat(LibvirtSettings.keepsVariables(path, images)).as(path).isFalse();
        }
    }
}
