package io.evac.driver.libvirt;

import io.evac.inventory.Texts;
import io.evac.migration.Checkpoint;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.MoveContext;
import io.evac.remote.tree.Delta;
import io.evac.remote.tree.Entry;
import io.evac.remote.tree.Manifest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The image files of a copy, which never change once they are there to be read: a file of a size that was found equal by
 * digest is equal for good, as long as nobody touches it at the source. Its time stamp tells.
 *
 * @param files by path: {@code vda/web.qcow2.evac-1}, {@code nvram/web_VARS.fd}
 */
record Images(NavigableMap<String, Entry> files) {
    private static final String VERIFIED = "image:";

    /** @throws FailureException for a path that no file of ours has */
    static Images of(Manifest manifest) {
        NavigableMap<String, Entry> files = new TreeMap<>();
        manifest.entries().forEach((path, entry) -> {
            if (entry.file() && path.indexOf('/') > 0) {
                files.put(plain(path), entry);
            }
        });
        return new Images(files);
    }

    /** Paths come from a host, become lines for the other one, and lead nowhere else. */
    private static String plain(String path) {
        if (path.chars().anyMatch(Character::isISOControl) || ("/" + path + "/").contains("/../")) {
            throw new FailureException(new Failure.Permanent(
                    ObjectionCode.DISK_KIND.code(),
                    "a file of the copy has a control character or .. in its path: " + Texts.quoted(path),
                    "Maybe rename the file, or look at who uses that host"));
        }
        return path;
    }

    /** The layers of a target's disk, lowest first. */
    List<Layer> layers(String target) {
        return files.keySet().stream()
                .filter(path -> path.startsWith(target + "/"))
                .map(Layer::of)
                .sorted()
                .toList();
    }

    /** The paths of the last layer of each disk. */
    Set<String> tops() {
        Set<String> tops = new TreeSet<>();
        for (String path : files.keySet()) {
            String target = path.substring(0, path.indexOf('/'));
            Layer layer = Layer.of(path);
            if (layer.number() > 0 && layers(target).getLast().equals(layer)) {
                tops.add(path);
            }
        }
        return tops;
    }

    /** The same without some. */
    Images without(Set<String> paths) {
        NavigableMap<String, Entry> rest = new TreeMap<>(files);
        rest.keySet().removeAll(paths);
        return new Images(rest);
    }

    /** The digest that both ends were found to share; null when that is to be found out. */
    static @org.jspecify.annotations.Nullable String verified(Checkpoint checkpoint, Entry source) {
        String known = checkpoint.values().get(VERIFIED + source.path());
        String stamp = stamp(source);
        return known != null && known.startsWith(stamp) ? known.substring(stamp.length()) : null;
    }

    static Checkpoint verified(Checkpoint checkpoint, Entry source, String digest) {
        return checkpoint.with(VERIFIED + source.path(), stamp(source) + digest);
    }

    private static String stamp(Entry entry) {
        return entry.size() + " " + entry.mtime() + "." + entry.nanos() + " ";
    }

    /**
     * What has to travel.
     *
     * @param there what the destination holds
     * @param suspects paths whose digests differed
     */
    Delta missing(Images there, Manifest source, MoveContext ctx, Set<String> suspects) {
        List<String> others = new ArrayList<>();
        Set<String> directories = new TreeSet<>();
        long bytes = 0;
        for (Entry entry : files.values()) {
            Entry other = there.files.get(entry.path());
            boolean same = other != null && other.size() == entry.size();
            boolean known = verified(ctx.checkpoint(), entry) != null;
            if (!same || suspects.contains(entry.path()) || !known && entry.mtime() != other.mtime()) {
                others.add(entry.path());
                directories.add(entry.path().substring(0, entry.path().indexOf('/')));
                bytes += occupied(entry);
            }
        }
        Set<String> erase = new HashSet<>(there.files.keySet());
        // A suspect looks as it should: rsync would leave it as it is.
        erase.removeIf(path -> files.containsKey(path) && !suspects.contains(path));
        if (!others.isEmpty()) {
            directories.add(".");
        }
        directories.retainAll(source.entries().keySet());
        return new Delta(erase.stream().sorted().toList(), List.of(), List.copyOf(directories), others, bytes);
    }

    /** Its bytes without holes. */
    private static long occupied(Entry entry) {
        return Math.min(entry.size(), entry.blocks() * 512);
    }
}
