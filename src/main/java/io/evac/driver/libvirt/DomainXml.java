package io.evac.driver.libvirt;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Nic;
import io.evac.inventory.Texts;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A domain's definition, as libvirt prints it. */
final class DomainXml {
    private static final Set<String> NICS_OF_HOST = Set.of("hostdev", "vdpa");
    private static final Set<String> NICS_BY_HOST = Set.of("vhostuser", "ethernet");
    private static final Set<String> PERSISTENT = Set.of("nvdimm", "virtio-pmem");
    private static final Set<String> INPUTS_OF_HOST = Set.of("passthrough", "evdev");
    private static final Set<String> RANDOM = Set.of("/dev/random", "/dev/urandom", "/dev/hwrng");
    private static final Pattern TARGET = Pattern.compile("[A-Za-z0-9_:-]*");
    private static final Pattern CPUS = Pattern.compile("\\d{1,9}");
    private static final Pattern MEMORY = Pattern.compile("\\d{1,18}");
    private static final String LOGS = "/var/log/libvirt/";
    private final Document document;

    /**
     * One disk.
     *
     * @param device disk, cdrom, floppy or lun
     * @param type file, block, network, volume …
     * @param format of the image: raw, qcow2 …; empty when none is named
     * @param source of a {@code file} its path, of a {@code block} its device; empty for none
     * @param alone neither read-only nor shared with other domains
     */
    record DiskXml(String target, String device, String type, String format, String source, boolean alone) {
        boolean file() {
            return type.equals("file") && device.equals("disk");
        }

        /** Whether it is a drive with a medium that can be changed. */
        boolean drive() {
            return device.equals("cdrom") || device.equals("floppy");
        }
    }

    /** Where a disk lies at a destination. */
    record Place(String path, String format) {}

    /** How large a domain is made. */
    record Size(int cpus, ByteSize memory) {}

    private DomainXml(Document document) {
        this.document = document;
    }

    /** @throws IllegalArgumentException when it is no definition of a domain, or has a disk as libvirt lets none be */
    static DomainXml parse(byte[] xml) {
        DomainXml domain = new DomainXml(Xml.parse(xml, "domain"));
        Set<String> targets = new HashSet<>();
        for (DiskXml disk : domain.disks()) {
            // It becomes the name of a folder on another host.
            if (!TARGET.matcher(disk.target()).matches()) {
                throw new IllegalArgumentException("a disk named " + Texts.quoted(disk.target()));
            }
            if (!targets.add(disk.target())) {
                throw new IllegalArgumentException("two disks named " + Texts.quoted(disk.target()));
            }
            if (disk.file() && disk.source().isEmpty()) {
                throw new IllegalArgumentException("no file of the disk " + Texts.quoted(disk.target()));
            }
        }
        domain.requireWritable();
        return domain;
    }

    /** What could not be written on another host is refused before anything moves, e.g. a prefix that is nobody's. */
    private void requireWritable() {
        try {
            bytes();
        } catch (IllegalStateException unwritable) {
            throw new IllegalArgumentException(
                    "it cannot be written again: " + Texts.quoted(String.valueOf(unwritable.getMessage())), unwritable);
        }
    }

    private Element root() {
        return document.getDocumentElement();
    }

    /** The text of the first element at a path below the root; empty when there is none. */
    String text(String... path) {
        return find(path).map(element -> element.getTextContent().strip()).orElse("");
    }

    /** An attribute of the first element at a path below the root; empty when there is none. */
    String attribute(String name, String... path) {
        return find(path).map(element -> element.getAttribute(name)).orElse("");
    }

    boolean has(String... path) {
        return find(path).isPresent();
    }

    /** The devices that are their host's and stay behind, by their names. */
    List<String> bound() {
        List<String> bound = new ArrayList<>();
        for (String kind : List.of("hostdev", "filesystem", "tpm", "shmem")) {
            if (!elements(kind).isEmpty()) {
                bound.add(kind);
            }
        }
        if (elements("interface").stream().anyMatch(nic -> NICS_OF_HOST.contains(nic.getAttribute("type")))) {
            bound.add("passed-through interface");
        }
        elements("interface").stream()
                .map(nic -> nic.getAttribute("type"))
                .filter(NICS_BY_HOST::contains)
                .map(type -> type + " interface")
                .distinct()
                .forEach(bound::add);
        if (elements("memory").stream().anyMatch(memory -> PERSISTENT.contains(memory.getAttribute("model")))) {
            bound.add("persistent memory");
        }
        for (String kind : List.of("serial", "parallel", "console", "channel")) {
            elements(kind).stream()
                    .filter(DomainXml::endsInItsHost)
                    .map(line -> line.getAttribute("type") + " " + kind)
                    .distinct()
                    .forEach(bound::add);
        }
        if (elements("input").stream().anyMatch(input -> INPUTS_OF_HOST.contains(input.getAttribute("type")))) {
            bound.add("passed-through input");
        }
        if (elements("smartcard").stream()
                .anyMatch(card -> card.getAttribute("mode").equals("host"))) {
            bound.add("smartcard");
        }
        if (elements("rng").stream().anyMatch(DomainXml::drawsFromItsHost)) {
            bound.add("random number generator");
        }
        return bound;
    }

    /** A console on a serial line is that line once more; and what a guest says into a log of libvirt's is of no use to it. */
    private static boolean endsInItsHost(Element line) {
        if (line.getTagName().equals("console") && child(line, "target", "type").equals("serial")) {
            return false;
        }
        String path = child(line, "source", "path");
        return switch (line.getAttribute("type")) {
            case "dev", "pipe" -> true;
            case "file" -> !path.startsWith(LOGS) || path.contains("/../");
            default -> false;
        };
    }

    private static boolean drawsFromItsHost(Element rng) {
        return children(rng, "backend").stream()
                .filter(backend -> backend.getAttribute("model").equals("random"))
                .map(backend -> backend.getTextContent().strip())
                .anyMatch(path -> !path.isEmpty() && !RANDOM.contains(path));
    }

    /** The file with its UEFI variables; empty when there is none. */
    String nvram() {
        String text = text("os", "nvram");
        return text.isEmpty() ? attribute("file", "os", "nvram", "source") : text;
    }

    Optional<Element> find(String... path) {
        Element at = root();
        for (String name : path) {
            List<Element> next = children(at, name);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.getFirst();
        }
        return Optional.of(at);
    }

    static List<Element> children(Element of, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }

    static String child(Element of, String name, String attribute) {
        List<Element> all = children(of, name);
        return all.isEmpty() ? "" : all.getFirst().getAttribute(attribute);
    }

    String name() {
        return text("name");
    }

    /** How it is virtualised: kvm or qemu. */
    String type() {
        return root().getAttribute("type");
    }

    /** @throws IllegalArgumentException for what is no number */
    int cpus() {
        return (int) number("vcpu", CPUS);
    }

    private long number(String name, Pattern form) {
        String text = text(name);
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("a " + name + " of " + Texts.quoted(text));
        }
        return Long.parseLong(text);
    }

    /** @throws IllegalArgumentException for a unit that libvirt does not print */
    ByteSize memory() {
        long number = number("memory", MEMORY);
        String unit = attribute("unit", "memory");
        return new ByteSize(Math.multiplyExact(
                number,
                switch (unit) {
                    case "", "KiB" -> 1L << 10;
                    case "b", "bytes" -> 1L;
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    default -> throw new IllegalArgumentException("memory in " + Texts.quoted(unit));
                }));
    }

    List<DiskXml> disks() {
        return elements("disk").stream().map(DomainXml::disk).toList();
    }

    /** The format of what lies below the active layer of a running domain's disk; raw where libvirt does not say. */
    String below(String target) {
        return elements("disk").stream()
                .filter(disk -> child(disk, "target", "dev").equals(target))
                .flatMap(disk -> children(disk, "backingStore").stream())
                .map(store -> child(store, "format", "type"))
                .filter(format -> !format.isEmpty())
                .findFirst()
                .orElse("raw");
    }

    List<Element> elements(String device) {
        return find("devices").map(devices -> children(devices, device)).orElse(List.of());
    }

    private static DiskXml disk(Element disk) {
        String type = disk.getAttribute("type");
        String device = disk.getAttribute("device");
        return new DiskXml(
                child(disk, "target", "dev"),
                device.isEmpty() ? "disk" : device,
                type,
                child(disk, "driver", "type"),
                child(disk, "source", type.equals("block") ? "dev" : "file"),
                children(disk, "readonly").isEmpty()
                        && children(disk, "shareable").isEmpty());
    }

    /** The bridges and networks that its NICs need, as {@code bridge br0} or {@code network default}. */
    List<String> nets() {
        return elements("interface").stream().map(DomainXml::net).toList();
    }

    private static String net(Element nic) {
        String type = nic.getAttribute("type");
        return type + " " + child(nic, "source", type.equals("direct") ? "dev" : type);
    }

    List<Nic> nics() {
        return elements("interface").stream()
                .map(nic -> new Nic(
                        child(nic, "model", "type"),
                        net(nic).strip(),
                        Optional.of(child(nic, "mac", "address")).filter(mac -> !mac.isEmpty())))
                .toList();
    }

    /** The hardware addresses of its NICs. */
    List<String> macs() {
        return elements("interface").stream()
                .map(nic -> child(nic, "mac", "address"))
                .toList();
    }

    /** The definition for another host: disks lie elsewhere, and it may have another size. */
    byte[] moved(Map<String, Place> places, Size size) {
        return new DomainDraft(this).moved(places).sized(size).bytes();
    }

    /** The same, to be changed. */
    DomainXml copy() {
        return new DomainXml((Document) document.cloneNode(true));
    }

    Size size() {
        return new Size(cpus(), memory());
    }

    /** Whether its size is said in one place only; what is spread over NUMA cells, say, is left as it is. */
    boolean resizable() {
        return !has("cpu", "numa")
                && !has("maxMemory")
                && attribute("current", "vcpu").isEmpty()
                && !has("vcpus");
    }

    byte[] bytes() {
        try {
            TransformerFactory factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(root()), new StreamResult(text));
            return (text + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
