package io.evac.remote.tree;

import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Digests of files that have not changed since they were read. In memory only: after a crash everything is read again.
 * Thread-safe.
 */
final class DigestCache {
    /** A clock tick of the coarsest file system (two seconds): what is younger may change without a new stamp. */
    private static final long RACY_SECONDS = 2;

    private static final int MAX_ENTRIES = 2_000_000;

    private record Key(HostName host, InstanceName instance) {}

    private record Known(
            long size, long mtime, int nanos, long ctime, int ctimeNanos, long inode, long device, String digest) {
        static Known of(Entry entry, String digest) {
            return new Known(
                    entry.size(),
                    entry.mtime(),
                    entry.nanos(),
                    entry.ctime(),
                    entry.ctimeNanos(),
                    entry.inode(),
                    entry.device(),
                    digest);
        }
    }

    private final LinkedHashMap<Key, Map<String, Known>> copies = new LinkedHashMap<>(16, 0.75f, true);

    synchronized Optional<String> find(Side side, Entry entry) {
        Known known = of(side).get(entry.path());
        return known != null && known.equals(Known.of(entry, known.digest()))
                ? Optional.of(known.digest())
                : Optional.empty();
    }

    /** Keeps a digest that was read after {@code clock} (the host's), unless the entry is too young to be trusted. */
    synchronized void keep(Side side, Entry entry, String digest, long clock) {
        if (side.tools().stampsTellWrites() && entry.ctime() < clock - RACY_SECONDS) {
            of(side).put(entry.path(), Known.of(entry, digest));
        } else {
            of(side).remove(entry.path());
        }
    }

    /** Forgets what is no longer there, and the copies unused for longest when there is too much. */
    synchronized void trim(Side side, Collection<String> paths) {
        of(side).keySet().retainAll(paths);
        long all = copies.values().stream().mapToLong(Map::size).sum();
        for (Iterator<Map<String, Known>> eldest = copies.values().iterator();
                all > MAX_ENTRIES && eldest.hasNext(); ) {
            all -= eldest.next().size();
            eldest.remove();
        }
    }

    synchronized void forget(Side side) {
        copies.remove(new Key(side.host().name(), side.instance()));
    }

    private Map<String, Known> of(Side side) {
        return copies.computeIfAbsent(new Key(side.host().name(), side.instance()), key -> new HashMap<>());
    }
}
