package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.DomainXml.Place;
import io.evac.migration.MoveContext;
import io.evac.remote.tree.Both;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import io.evac.remote.tree.Pair;
import io.evac.remote.tree.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
    /** What libvirt says of a domain that has arrived whole and has not gone on. */
    private static final String ARRIVED = "paused (user)";

    /** Whether a domain that is stopped at its source waits at its destination. */
    static boolean arrived(Virsh virsh, MoveContext ctx) {
        return ctx.handsOver() && virsh.state(ctx.destination(), ctx.instance()).equals(ARRIVED);
    }

    /** A line for each file that is to have its name at the destination, as {@code platform.sh} reads it. */
    String list() {
        StringBuilder lines = new StringBuilder();
        for (DiskXml disk : domain.disks()) {
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
        Map<String, Place> places = new HashMap<>();
        for (DiskXml disk : domain.disks()) {
            String directory = directories.apply(disk.target());
            places.put(
                    disk.target(),
                    new Place(directory + "/" + Layer.of(disk.source()).file(), disk.format()));
        }
        return domain.leaving().moved(places, domain.leaving().size());
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

    /** What guests have written into these layers, by layer, on both hosts. */
    static Both<SortedMap<String, Written>, SortedMap<String, Written>> written(
            Virsh virsh, Pair pair, Collection<String> layers) {
        return Both.of(() -> written(virsh, pair.source(), layers), () -> written(virsh, pair.destination(), layers));
    }

    private static SortedMap<String, Written> written(Virsh virsh, Side side, Collection<String> layers) {
        String temporary = LibvirtSettings.of(side.host()).guardRoot() + "/tmp/" + side.instance() + ".top";
        List<String> arguments = new ArrayList<>(List.of(temporary));
        layers.forEach(layer -> arguments.add(side.directory() + "/" + layer));
        byte[] said = virsh.ask(side.host(), Virsh.Script.TOP, new byte[0], arguments.toArray(String[]::new));
        try {
            Frames frames = new Frames(said);
            SortedMap<String, Written> digests = new TreeMap<>();
            for (String layer : layers) {
                digests.put(layer, new Written(frames.next(), frames.next()));
            }
            if (!frames.next().equals("end")) {
                throw new IllegalArgumentException("more than was asked for");
            }
            return digests;
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(side.host().name().value(), e);
        }
    }
}
