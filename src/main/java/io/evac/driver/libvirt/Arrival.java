package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.DomainXml.Place;
import io.evac.driver.libvirt.DomainXml.Size;
import io.evac.inventory.ByteSize;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a stopped domain comes into its place at a destination: its definition there, and where each of its files goes.
 *
 * @param domain as it is at the source
 * @param images what has arrived of it
 * @param directories where a target's files go
 * @param memory where the memory of a suspended domain goes
 * @param size that it has there
 * @param diskSize what its disk is grown to
 * @param layered whether it writes into a fresh layer from then on. What both copies share stays as it is, so what is
 *     written there makes up a way home
 */
record Arrival(
        Domain domain,
        Images images,
        Function<String, String> directories,
        String memory,
        Size size,
        Optional<ByteSize> diskSize,
        boolean layered) {
    private static final String NVRAM = "nvram";
    private static final String MEMORY = "memory";

    /**
     * A line for each file: its path in the copy, its place, how it comes there, and the size of a layer where its disk is
     * grown; as {@code platform.sh} reads it.
     */
    String list() {
        StringBuilder lines = new StringBuilder();
        for (DiskXml disk : domain.disks()) {
            if (domain.shared()) {
                line(lines, disk.target() + "/" + Layer.name(disk.source()), disk.source(), "shared");
                continue;
            }
            String directory = directories.apply(disk.target());
            for (String path : files(disk.target())) {
                line(lines, path, directory + path.substring(path.indexOf('/')), "");
            }
            if (layered) {
                String fresh = fresh(disk);
                line(lines, disk.target() + "/" + fresh, directory + "/" + fresh, "over " + disk.format() + larger());
            }
        }
        for (String path : files(NVRAM)) {
            line(lines, path, domain.definition().nvram(), "copy");
        }
        for (String path : files(MEMORY)) {
            line(lines, path, memory, "");
        }
        return lines.toString();
    }

    private String larger() {
        return diskSize.map(bytes -> "\t" + bytes.bytes()).orElse("");
    }

    private static void line(StringBuilder lines, String file, String place, String how) {
        lines.append(file).append('\t').append(place).append('\t').append(how).append('\n');
    }

    private List<String> files(String target) {
        return images.files().keySet().stream()
                .filter(path -> path.startsWith(target + "/"))
                .sorted(Comparator.comparing(path -> Layer.of(path).number()))
                .toList();
    }

    private String fresh(DiskXml disk) {
        return Layer.of(disk.source()).file(domain.top() + 1);
    }

    byte[] definition() {
        return domain.definition().moved(domain.places(this::place), size);
    }

    private Place place(DiskXml disk) {
        String directory = directories.apply(disk.target());
        return layered
                ? new Place(directory + "/" + fresh(disk), "qcow2")
                : new Place(directory + "/" + Layer.of(disk.source()).file(), disk.format());
    }

    /** The directory of each target's files, by a list that a copy was parked with. */
    static Map<String, String> directories(String list) {
        return list.lines()
                .map(line -> line.split("\t", -1))
                .filter(words -> words.length > 1 && words[0].indexOf('/') > 0 && words[1].lastIndexOf('/') > 0)
                .collect(Collectors.toMap(
                        words -> words[0].substring(0, words[0].indexOf('/')),
                        words -> words[1].substring(0, words[1].lastIndexOf('/')),
                        (one, other) -> one));
    }
}
