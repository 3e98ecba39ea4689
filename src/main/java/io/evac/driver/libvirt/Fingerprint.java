package io.evac.driver.libvirt;

import io.evac.driver.libvirt.Domain.Storage;
import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.remote.tree.Sha256;

/** What somebody changes who reconfigures a domain: not what Evac itself changes, the layers of its disks. */
final class Fingerprint {
    private Fingerprint() {}

    /** @param storage where its disks lie: moved to shared storage, or off it, it needs another plan */
    static String of(DomainXml xml, Storage storage) {
        Sha256 sum = new Sha256();
        sum.add(xml.name() + "\n" + xml.text("uuid") + "\n" + xml.cpus() + "\n"
                + xml.memory().bytes() + "\n");
        sum.add(xml.attribute("machine", "os", "type") + "\n" + xml.text("os", "loader") + "\n");
        for (DiskXml disk : xml.disks()) {
            String source = disk.file() ? Layer.of(disk.source()).file(0) : disk.source();
            sum.add(disk.target() + "\t" + disk.device() + "\t" + disk.type() + "\t" + source + "\n");
        }
        if (storage != Storage.OWN) {
            sum.add(storage + "\n");
        }
        sum.add(String.join("\n", xml.nets()) + "\n" + String.join("\n", xml.macs()));
        return sum.hex();
    }
}
