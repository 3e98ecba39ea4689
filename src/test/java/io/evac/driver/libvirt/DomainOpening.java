package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.DomainXml.Place;
import io.evac.driver.libvirt.DomainXml.Size;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Host;
import io.evac.inventory.HostReport;
import io.evac.inventory.SurveyException;
import io.evac.remote.Shells;
import java.util.Map;
import java.util.stream.Collectors;

/** Lets {@code io.evac.fuzz} read what hosts say of their domains, which is this room's own. */
public final class DomainOpening {
    private DomainOpening() {}

    /**
     * Reads a definition, has its disks lie elsewhere, and reads that.
     *
     * @throws IllegalArgumentException or ArithmeticException for what is no definition
     */
    public static void move(byte[] xml) {
        DomainXml domain = DomainXml.parse(xml);
        Size size = domain.size();
        Map<String, Place> places = domain.disks().stream()
                .filter(DiskXml::file)
                .collect(Collectors.toMap(DiskXml::target, disk -> new Place("/images/" + disk.target(), "qcow2")));
        DomainXml moved = DomainXml.parse(domain.moved(places, new Size(size.cpus(), new ByteSize(64 << 20))));
        for (DiskXml disk : moved.disks()) {
            if (disk.file() && !disk.source().equals("/images/" + disk.target())) {
                throw new AssertionError("a disk stayed where it was: " + disk);
            }
        }
        if (!moved.name().equals(domain.name())
                || !moved.bound().equals(domain.bound())
                || !moved.nets().equals(domain.nets())) {
            throw new AssertionError("another domain");
        }
    }

    public static HostReport survey(Shells shells, Host host) throws SurveyException {
        return new Survey(new Virsh(shells)).survey(host);
    }
}
