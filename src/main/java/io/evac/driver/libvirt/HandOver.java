package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.DomainXml.Place;
import java.util.function.Function;

/**
 * A domain that goes to its destination while it runs: libvirt carries its memory and its last layer, which has its name
 * there already and nothing in it, and what has arrived waits, paused. What a guest has written into that layer is the same
 * on both hosts then; the file is not.
 *
 * @param domain as it runs
 * @param images what has arrived of it
 * @param directories where a target's files go
 */
record HandOver(Domain domain, Images images, Function<String, String> directories) {
    /** A line for each file that is to have its name at the destination, as {@code platform.sh} reads it. */
    String list() {
        StringBuilder lines = new StringBuilder();
        for (DiskXml disk : domain.travelling()) {
            String directory = directories.apply(disk.target());
            Layer top = Layer.of(disk.source());
            int below = 0;
            for (Layer layer : images.layers(disk.target())) {
                if (layer.number() < top.number()) {
                    line(lines, disk.target(), layer.file(), "-", directory);
                    below = layer.number();
                }
            }
            String format = below > 0 ? "qcow2" : domain.now().below(disk.target());
            line(lines, disk.target(), top.file(), "over " + format, directory);
        }
        return lines.toString();
    }

    private static void line(StringBuilder lines, String target, String file, String format, String directory) {
        lines.append(target).append('\t').append(file).append('\t');
        lines.append(format).append('\t').append(directory).append('\n');
    }

    /** The domain as it arrives: it writes where it wrote, into files of its destination. */
    byte[] definition() {
        DomainDraft there = new DomainDraft(domain.leaving()).moved(domain.places(this::place));
        return (domain.shared() ? there.withItsOwners() : there).bytes();
    }

    private Place place(DiskXml disk) {
        String directory = directories.apply(disk.target());
        return new Place(directory + "/" + Layer.of(disk.source()).file(), disk.format());
    }

    /**
     * What a guest has written into a layer.
     *
     * @param bytes a digest of them
     * @param places a digest of where, zeros too; {@code -} where the host does not tell
     */
    record Written(String bytes, String places) {
        private static final String UNTOLD = "-";

        boolean like(Written other) {
            boolean told = !places.equals(UNTOLD) && !other.places.equals(UNTOLD);
            return bytes.equals(other.bytes) && (!told || places.equals(other.places));
        }
    }
}
