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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Whether both copies of a domain hold the same images; what was once found equal is not read again. Thread-safe. */
final class ImageCheck {
    private final TreeReader reader;
    private final Strikes strikes = new Strikes();
    /** What differed the last time. */
    private final Map<MoveId, Set<String>> suspects = new ConcurrentHashMap<>();
    /** What the last round has carried: whatever was known of it before. */
    private final Map<MoveId, Set<String>> carried = new ConcurrentHashMap<>();

    ImageCheck(TreeReader reader) {
        this.reader = reader;
    }

    Set<String> suspects(MoveContext ctx) {
        return suspects.getOrDefault(ctx.move().id(), Set.of());
    }

    /** That these have just been written at the destination. */
    void carried(MoveContext ctx, Collection<String> paths) {
        carried.put(ctx.move().id(), Set.copyOf(paths));
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
        Set<String> fresh = carried.getOrDefault(ctx.move().id(), Set.of());
        SortedMap<String, String> digests = new TreeMap<>();
        List<Entry> asked = new ArrayList<>();
        List<Entry> others = new ArrayList<>();
        for (Entry entry : here.files().values()) {
            Entry other = there.files().get(entry.path());
            String known = fresh.contains(entry.path()) ? null : Images.verified(ctx.checkpoint(), entry);
            if (known != null && other.size() == entry.size()) {
                digests.put(entry.path(), known);
            } else {
                asked.add(entry);
                others.add(other);
            }
        }
        Both<Map<String, String>, Map<String, String>> found = Both.of(
                () -> reader.digests(pair.source(), source, asked, mode),
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
