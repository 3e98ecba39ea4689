package io.evac.driver.libvirt;

import io.evac.migration.Checkpoint;
import io.evac.migration.FailureException;
import io.evac.migration.MoveContext;
import io.evac.plan.MoveId;
import io.evac.remote.tree.Both;
import io.evac.remote.tree.Entry;
import io.evac.remote.tree.Manifest;
import io.evac.remote.tree.Pair;
import io.evac.remote.tree.Strikes;
import io.evac.remote.tree.TreeReader;
import io.evac.remote.tree.TreeReader.Mode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Whether both copies of a domain hold the same images; what was once found equal is not read again. Thread-safe. */
final class ImageCheck {
    private final TreeReader reader;
    private final Strikes strikes = new Strikes();
    /** What differed the last time. */
    private final Map<MoveId, Set<String>> suspects = new ConcurrentHashMap<>();
    /** What the last round has carried, whatever was known of it before; and the digests that the source's have. */
    private final Map<MoveId, Carried> carried = new ConcurrentHashMap<>();

    private record Carried(Set<String> paths, Map<String, String> source) {
        private static final Carried NOTHING = new Carried(Set.of(), Map.of());
    }

    ImageCheck(TreeReader reader) {
        this.reader = reader;
    }

    Set<String> suspects(MoveContext ctx) {
        return suspects.getOrDefault(ctx.move().id(), Set.of());
    }

    /**
     * Has these written at the destination. Meanwhile the source reads them, for they have come to rest: behind a slow link it
     * has nothing else to do.
     *
     * @param way carries them; when it fails nothing is read any longer
     * @return what {@code way} returned
     */
    long carry(MoveContext ctx, Pair pair, Mode mode, Manifest source, Collection<String> paths, Supplier<Long> way) {
        List<Entry> files = paths.stream()
                .map(Images.of(source).files()::get)
                .filter(Objects::nonNull)
                .toList();
        carried.put(ctx.move().id(), new Carried(Set.copyOf(paths), Map.of()));
        Both<Long, Map<String, String>> both =
                Both.beside(way, () -> reader.digests(pair.source(), source, files, mode));
        carried.put(ctx.move().id(), new Carried(Set.copyOf(paths), Map.copyOf(both.second())));
        return both.first();
    }

    /** That the stopped source's have just been written at the destination. */
    void carried(MoveContext ctx, Collection<String> paths) {
        carried.put(ctx.move().id(), new Carried(Set.copyOf(paths), Map.of()));
    }

    void forget(MoveContext ctx) {
        strikes.forget(ctx.move().id());
        suspects.remove(ctx.move().id());
        carried.remove(ctx.move().id());
    }

    /** What both ends share, by path, and what is known of it from now on. */
    record Equal(SortedMap<String, String> digests, Checkpoint checkpoint) {}

    /**
     * Reads what was not found equal before.
     *
     * @param source what the source holds
     * @param handed whose files differ, and whose contents have been compared otherwise
     * @throws FailureException with what differs
     */
    Equal equal(MoveContext ctx, Pair pair, Mode mode, Manifest source, Set<String> handed) {
        Images here = Images.of(source).without(handed);
        Manifest arrived = reader.manifest(pair.arrived().destination(), pair.exclusions(), mode);
        Images there = Images.of(arrived).without(handed);
        if (!there.files().keySet().equals(here.files().keySet())) {
            throw differ(ctx, pair, Set.of());
        }
        Carried fresh = carried.getOrDefault(ctx.move().id(), Carried.NOTHING);
        SortedMap<String, String> digests = new TreeMap<>();
        List<Entry> asked = new ArrayList<>();
        List<Entry> others = new ArrayList<>();
        for (Entry entry : here.files().values()) {
            Entry other = there.files().get(entry.path());
            String known = fresh.paths().contains(entry.path()) ? null : Images.verified(ctx.checkpoint(), entry);
            if (known != null && other.size() == entry.size()) {
                digests.put(entry.path(), known);
            } else {
                asked.add(entry);
                others.add(other);
            }
        }
        Both<Map<String, String>, Map<String, String>> found = Both.of(
                () -> here(pair, mode, source, asked, fresh.source()),
                () -> reader.digests(pair.destination(), arrived, others, mode));
        Checkpoint checkpoint = ctx.checkpoint();
        Set<String> differing = new TreeSet<>();
        for (Entry entry : asked) {
            String digest = found.first().get(entry.path());
            if (digest == null || !digest.equals(found.second().get(entry.path()))) {
                differing.add(entry.path());
            } else {
                digests.put(entry.path(), digest);
                checkpoint = Images.verified(checkpoint, entry, digest);
            }
        }
        if (!differing.isEmpty()) {
            throw differ(ctx, pair, differing);
        }
        strikes.forget(ctx.move().id());
        suspects.remove(ctx.move().id());
        return new Equal(digests, checkpoint);
    }

    private Map<String, String> here(
            Pair pair, Mode mode, Manifest source, List<Entry> asked, Map<String, String> read) {
        List<Entry> unread =
                asked.stream().filter(entry -> !read.containsKey(entry.path())).toList();
        Map<String, String> digests = new HashMap<>(read);
        digests.putAll(reader.digests(pair.source(), source, unread, mode));
        return digests;
    }

    FailureException differ(MoveContext ctx, Pair pair, Set<String> paths) {
        suspects.put(ctx.move().id(), paths);
        return strikes.next(
                ctx.move().id(),
                pair.source().place() + " and " + pair.destination().place()
                        + (paths.isEmpty()
                                ? " do not hold the same images"
                                : " differ in " + String.join(", ", paths)));
    }
}
