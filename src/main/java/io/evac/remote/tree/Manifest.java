package io.evac.remote.tree;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a tree held at one moment, runtime files left out.
 *
 * @param clock the host's clock when reading began, seconds
 * @param entries by path
 * @param disturbed whether something vanished or changed while it was read
 */
public record Manifest(long clock, NavigableMap<String, Entry> entries, boolean disturbed) {

    /** Leaves out runtime files and finds the groups of hard links among the rest. */
    static Manifest of(long clock, Collection<Entry> all, Exclusions exclusions, boolean disturbed) {
        NavigableMap<String, Entry> kept = new TreeMap<>();
        for (Entry entry : all) {
            if (!entry.runtime() && !exclusions.excludes(entry.path())) {
                kept.put(entry.path(), entry);
            }
        }
        record Inode(long device, long inode) {}
        Map<Inode, String> leaders = new HashMap<>();
        for (Entry entry : List.copyOf(kept.values())) {
            if (!entry.directory() && entry.links() > 1) {
                String leader = leaders.putIfAbsent(new Inode(entry.device(), entry.inode()), entry.path());
                if (leader != null) {
                    kept.put(entry.path(), entry.withLeader(leader));
                    kept.computeIfPresent(leader, (path, first) -> first.withLeader(path));
                }
            }
        }
        return new Manifest(clock, kept, disturbed);
    }

    /** Bytes of regular files, hard links counted once. */
    public long weight() {
        return weight(entries.values());
    }

    static long weight(Collection<Entry> some) {
        return some.stream()
                .filter(entry -> entry.leader().isEmpty() || entry.leader().equals(entry.path()))
                .mapToLong(Entry::weight)
                .sum();
    }
}
