package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.Place;
import io.evac.driver.libvirt.DomainXml.Size;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Element;

/** A domain's definition that is being made another host's. */
final class DomainDraft {
    private final DomainXml xml;

    /** @param from stays as it is */
    DomainDraft(DomainXml from) {
        this.xml = from.copy();
    }

    /**
     * Has disks lie elsewhere. What libvirt remembers of backing files goes: the files themselves name them.
     *
     * @param places by target
     */
    DomainDraft moved(Map<String, Place> places) {
        for (Element disk : xml.elements("disk")) {
            Place place = places.get(DomainXml.child(disk, "target", "dev"));
            if (place != null) {
                DomainXml.children(disk, "backingStore").forEach(disk::removeChild);
                Element source = DomainXml.children(disk, "source").getFirst();
                source.setAttribute("file", place.path());
                source.removeAttribute("index");
                driver(disk).setAttribute("type", place.format());
            }
        }
        return this;
    }

    private static Element driver(Element disk) {
        List<Element> drivers = DomainXml.children(disk, "driver");
        if (!drivers.isEmpty()) {
            return drivers.getFirst();
        }
        Element driver = disk.getOwnerDocument().createElement("driver");
        driver.setAttribute("name", "qemu");
        disk.insertBefore(driver, disk.getFirstChild());
        return driver;
    }

    /** @param size as it is, or another one where it is {@linkplain DomainXml#resizable resizable} */
    DomainDraft sized(Size size) {
        if (size.cpus() != xml.cpus()) {
            xml.find("vcpu").ifPresent(element -> element.setTextContent(String.valueOf(size.cpus())));
            // It says of how many there are how they are arranged.
            xml.find("cpu").ifPresent(cpu -> DomainXml.children(cpu, "topology").forEach(cpu::removeChild));
        }
        if (!size.memory().equals(xml.memory())) {
            String kibibytes = String.valueOf(size.memory().bytes() >> 10);
            for (String name : List.of("memory", "currentMemory")) {
                xml.find(name).ifPresent(element -> {
                    element.setAttribute("unit", "KiB");
                    element.setTextContent(kibibytes);
                });
            }
        }
        return this;
    }

    /**
     * Has libvirt leave the owners of disks as they are: they are the source's, too, and what ends at one host must not give
     * them back to root at the other.
     */
    DomainDraft withItsOwners() {
        for (Element disk : xml.elements("disk")) {
            if (disk.getAttribute("type").equals("file")) {
                DomainXml.children(disk, "source").forEach(DomainDraft::leaveOwner);
            }
        }
        return this;
    }

    private static void leaveOwner(Element source) {
        DomainXml.children(source, "seclabel").stream()
                .filter(label -> label.getAttribute("model").equals("dac"))
                .forEach(source::removeChild);
        Element label = source.getOwnerDocument().createElement("seclabel");
        label.setAttribute("model", "dac");
        label.setAttribute("relabel", "no");
        source.appendChild(label);
    }

    byte[] bytes() {
        return xml.bytes();
    }
}
