package io.evac.remote.tree;

import io.evac.migration.FailureException;
import io.evac.migration.MoveContext;
import io.evac.migration.Transport;
import io.evac.plan.MoveId;
import io.evac.remote.tree.TreeReader.Mode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Moves trees: reads what both ends hold, removes at the destination what is too much, carries what differs, and
 * compares by digest. Every round is computed anew from both trees, so a round that was cut short is simply repeated.
 */
public final class TreeTransport implements Transport {
    private static final int NAMED = 5;

    private final Ends ends;
    private final Carriage carriage;
    private final Routes routes;
    private final Clock clock;
    private final DigestCache cache = new DigestCache();
    private final TreeReader reader = new TreeReader(cache);
    private final Strikes strikes = new Strikes();
    private final Map<MoveId, Last> last = new ConcurrentHashMap<>();

    /** The two ends of the last copy of a stopped instance: whose, and what they held where nothing had to be carried. */
    private record Last(int n, int attempt, boolean homeward, Pair pair, Optional<Held> held) {
        boolean of(MoveContext ctx) {
            return n == ctx.n() && attempt == ctx.attempt() && homeward == ctx.homeward();
        }
    }

    private record Held(Both<Manifest, Manifest> trees, Both<Map<String, String>, Map<String, String>> digests) {}

    /**
     * @param receivers how destinations let what is too much be removed
     * @param routes how bytes travel, under the same receivers
     * @param clock measures; no one steps it
     */
    public TreeTransport(Ends ends, Receivers receivers, Routes routes, Clock clock) {
        this.ends = ends;
        this.carriage = new Carriage(receivers, routes);
        this.routes = routes;
        this.clock = clock;
    }

    @Override
    public Synced sync(MoveContext ctx, Round round) {
        long began = clock.millis();
        last.remove(ctx.move().id());
        boolean still = round == Round.FINAL;
        Deadline deadline = still ? Deadline.in(clock, ctx.budgetLeft().get()) : Deadline.none(clock);
        Pair pair = ends.pair(ctx.source(), ctx.destination(), ctx.instance());
        // Only what a later round may lean on needs its pages settled: after QUIESCE nobody writes any more.
        Mode mode = new Mode(still, round == Round.INCREMENTAL, deadline);
        Both<Manifest, Manifest> trees = manifests(pair, mode);
        Both<Map<String, String>, Map<String, String>> digests =
                round == Round.FULL ? new Both<>(Map.of(), Map.of()) : alike(pair, trees, mode);
        Delta delta = Delta.between(trees.first(), trees.second(), pair.fidelity(), rewritten(digests));
        Meter meter = new Meter(ctx, round.phase(), delta.bytes());
        long sent = carriage.bring(new Mover.Job(ctx, pair, trees.first(), delta, still, deadline, meter), still);
        meter.end();
        if (still) {
            Optional<Held> held = delta.isEmpty() ? Optional.of(new Held(trees, digests)) : Optional.empty();
            last.put(ctx.move().id(), new Last(ctx.n(), ctx.attempt(), ctx.homeward(), pair.arrived(), held));
        }
        return new Synced(sent, delta.bytes(), clock.millis() - began, ctx.checkpoint());
    }

    @Override
    public String compare(MoveContext ctx) {
        Deadline deadline = Deadline.in(clock, ctx.budgetLeft().get());
        Optional<Last> copied =
                Optional.ofNullable(last.remove(ctx.move().id())).filter(end -> end.of(ctx));
        Pair pair = copied.map(Last::pair).orElseGet(() -> ends.pair(ctx.source(), ctx.destination(), ctx.instance()));
        // Where nothing had to be carried, both were read whole a moment ago, and nobody has written since.
        Held held = copied.flatMap(Last::held).orElseGet(() -> read(pair, new Mode(true, false, deadline)));
        Both<Manifest, Manifest> trees = held.trees();
        Both<Map<String, String>, Map<String, String>> digests = held.digests();
        Map<String, String> here = seals(trees.first(), digests.first(), pair.fidelity());
        Map<String, String> there = seals(trees.second(), digests.second(), pair.fidelity());
        if (!here.equals(there)) {
            throw differ(ctx, pair, here, there);
        }
        strikes.forget(ctx.move().id());
        Sha256 whole = new Sha256();
        here.values().forEach(whole::add);
        return whole.hex();
    }

    private Held read(Pair pair, Mode mode) {
        Both<Manifest, Manifest> trees = manifests(pair, mode);
        return new Held(
                trees,
                Both.of(
                        () -> reader.digests(pair.source(), trees.first(), files(trees.first()), mode),
                        () -> reader.digests(pair.destination(), trees.second(), files(trees.second()), mode)));
    }

    @Override
    public void cleanUp(MoveContext ctx) {
        last.remove(ctx.move().id());
        strikes.forget(ctx.move().id());
        routes.cleanUp(ctx);
    }

    private Both<Manifest, Manifest> manifests(Pair pair, Mode mode) {
        Manifest nothing = new Manifest(0, new TreeMap<>(), false);
        return Both.of(
                () -> reader.manifest(pair.source(), pair.exclusions(), mode),
                () -> pair.destination().tools().has("away")
                        ? reader.manifest(pair.destination(), pair.exclusions(), mode)
                        : nothing);
    }

    /** The digests of files that look the same on both ends. */
    private Both<Map<String, String>, Map<String, String>> alike(Pair pair, Both<Manifest, Manifest> trees, Mode mode) {
        List<Entry> here = new ArrayList<>();
        List<Entry> there = new ArrayList<>();
        for (Entry entry : files(trees.first())) {
            Entry other = trees.second().entries().get(entry.path());
            if (other != null && entry.looksLike(other, pair.fidelity())) {
                here.add(entry);
                there.add(other);
            }
        }
        return Both.of(
                () -> reader.digests(pair.source(), trees.first(), here, mode),
                () -> reader.digests(pair.destination(), trees.second(), there, mode));
    }

    /** Files that look the same on both ends and hold different bytes. */
    private static Predicate<String> rewritten(Both<Map<String, String>, Map<String, String>> digests) {
        return path -> {
            String digest = digests.first().get(path);
            return digest != null && !digest.equals(digests.second().get(path));
        };
    }

    private static List<Entry> files(Manifest manifest) {
        return manifest.entries().values().stream().filter(Entry::file).toList();
    }

    private static Map<String, String> seals(Manifest manifest, Map<String, String> digests, Fidelity fidelity) {
        Map<String, String> seals = new TreeMap<>();
        manifest.entries()
                .forEach((path, entry) -> seals.put(path, entry.seal(digests.getOrDefault(path, ""), fidelity)));
        return seals;
    }

    private FailureException differ(MoveContext ctx, Pair pair, Map<String, String> here, Map<String, String> there) {
        TreeSet<String> paths = new TreeSet<>(here.keySet());
        paths.addAll(there.keySet());
        paths.removeIf(path -> here.containsKey(path) && here.get(path).equals(there.get(path)));
        // What was believed about either end is read again before the next try.
        cache.forget(pair.source());
        cache.forget(pair.destination());
        String shown =
                String.join(", ", paths.stream().limit(NAMED).map(Names::shown).toList());
        String what = paths.size() + " entries differ between " + pair.source().place() + " and "
                + pair.destination().place() + ": " + shown + (paths.size() > NAMED ? ", …" : "");
        return strikes.next(ctx.move().id(), what);
    }
}
