package io.evac.remote.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What makes one tree into another.
 *
 * @param erase paths to remove from the arriving copy with all below, topmost only
 * @param open directories of the arriving copy whose owner could not work in them
 * @param directories to carry, upper ones first
 * @param others files, links and devices to carry; hard links of one group stand together
 * @param bytes that travel for {@code others}
 */
public record Delta(List<String> erase, List<String> open, List<String> directories, List<String> others, long bytes) {

    /** Whether both trees are alike already. */
    public boolean isEmpty() {
        return erase.isEmpty() && directories.isEmpty() && others.isEmpty();
    }

    /** All to carry; directories come last, lower ones first, for tools that set their modes and times at once. */
    List<String> names(boolean directoriesLast) {
        List<String> names = new ArrayList<>(directoriesLast ? others : directories);
        names.addAll(directoriesLast ? directories.reversed() : others);
        return names;
    }

    /**
     * What makes the destination's tree into the source's.
     *
     * @param rewritten whether the file at that path looks the same on both ends and is not
     */
    public static Delta between(Manifest source, Manifest destination, Fidelity fidelity, Predicate<String> rewritten) {
        return new Comparison(source, destination, fidelity, rewritten).delta();
    }

    private record Comparison(Manifest source, Manifest destination, Fidelity fidelity, Predicate<String> rewritten) {

        Delta delta() {
            SortedSet<String> carried = new TreeSet<>();
            for (Entry entry : source.entries().values()) {
                Entry there = destination.entries().get(entry.path());
                if (there == null || !entry.looksLike(there, fidelity) || rewritten.test(entry.path())) {
                    carried.add(entry.path());
                }
            }
            carried.addAll(companions(carried));
            List<String> erased = erased();
            Set<String> upper = new HashSet<>();
            carried.forEach(path -> addUpper(path, upper));
            erased.forEach(path -> addUpper(path, upper));
            // Whatever is removed and not gone for good comes again, whyever it stood in the way.
            erased.stream().filter(source.entries()::containsKey).forEach(carried::add);
            upper.retainAll(source.entries().keySet());
            List<String> open = upper.stream().filter(this::closed).sorted().toList();
            carried.addAll(upper);
            List<String> directories = new ArrayList<>();
            List<Entry> others = new ArrayList<>();
            for (String path : carried) {
                Entry entry = source.entries().get(path);
                if (entry.directory()) {
                    directories.add(path);
                } else {
                    others.add(entry);
                }
            }
            List<String> grouped = others.stream()
                    .sorted(java.util.Comparator.comparing(
                            (Entry entry) -> entry.leader().isEmpty() ? entry.path() : entry.leader()))
                    .map(Entry::path)
                    .toList();
            return new Delta(erased, open, directories, grouped, Manifest.weight(others));
        }

        /** A hard link is only kept among files that travel together. */
        private Set<String> companions(Set<String> carried) {
            Map<String, List<String>> groups = new HashMap<>();
            for (Entry entry : source.entries().values()) {
                if (!entry.leader().isEmpty()) {
                    groups.computeIfAbsent(entry.leader(), leader -> new ArrayList<>())
                            .add(entry.path());
                }
            }
            Set<String> companions = new HashSet<>();
            for (String path : carried) {
                companions.addAll(groups.getOrDefault(source.entries().get(path).leader(), List.of()));
            }
            return companions;
        }

        private List<String> erased() {
            List<String> erased = new ArrayList<>();
            Set<String> gone = new HashSet<>();
            for (Entry there : destination.entries().values()) {
                String path = there.path();
                int slash = path.lastIndexOf('/');
                if (slash > 0 && gone.contains(path.substring(0, slash))) {
                    gone.add(path);
                } else if (stands(there, source.entries().get(path))) {
                    gone.add(path);
                    erased.add(path);
                }
            }
            return erased;
        }

        /** Whether it stands in the way: rsync would take a file for current that only looks the same. */
        private boolean stands(Entry there, @org.jspecify.annotations.Nullable Entry entry) {
            return entry == null
                    || entry.type() != there.type()
                    || !there.directory() && !entry.leader().equals(there.leader())
                    || rewritten.test(entry.path())
                    || fidelity.nanos() && sameSecond(entry, there);
        }

        private static boolean sameSecond(Entry entry, Entry there) {
            return !entry.directory()
                    && entry.size() == there.size()
                    && entry.mtime() == there.mtime()
                    && entry.nanos() != there.nanos();
        }

        private boolean closed(String directory) {
            Entry there = destination.entries().get(directory);
            return there != null && there.directory() && (there.mode() & 0700) != 0700;
        }

        private static void addUpper(String path, Set<String> upper) {
            for (String at = path; !at.equals("."); ) {
                int slash = at.lastIndexOf('/');
                at = slash < 0 ? "." : at.substring(0, slash);
                upper.add(at);
            }
        }
    }
}
