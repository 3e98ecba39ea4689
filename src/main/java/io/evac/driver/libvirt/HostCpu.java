package io.evac.driver.libvirt;

import io.evac.inventory.Texts;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/** A host's processors, as {@code virsh capabilities} describes them. */
final class HostCpu {
    private HostCpu() {}

    /**
     * For people: architecture, model, vendor, and how many features it has beyond its model's.
     *
     * @param xml the {@code cpu} element; empty where libvirt knows none
     * @throws IllegalArgumentException when it is something else
     */
    static String shown(String xml) {
        if (xml.isBlank()) {
            return "unknown";
        }
        Element cpu = Xml.parse(xml.getBytes(StandardCharsets.UTF_8), "cpu").getDocumentElement();
        String named = Stream.of("arch", "model", "vendor")
                .map(tag -> cpu.getElementsByTagName(tag).item(0))
                .filter(found -> found != null)
                .map(found -> found.getTextContent().strip())
                .collect(Collectors.joining(" "));
        int features = cpu.getElementsByTagName("feature").getLength();
        return Texts.quoted(named) + (features == 0 ? "" : " and " + features + " features");
    }
}
