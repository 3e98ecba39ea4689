package io.evac.driver.libvirt;

import io.evac.driver.libvirt.HandOver.Written;
import io.evac.inventory.Rate;
import io.evac.migration.GuardFacts;
import io.evac.migration.HandOvers;
import io.evac.migration.MoveContext;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import io.evac.plan.MoveId;
import io.evac.plan.Policy.Convergence;
import io.evac.remote.guard.RemoteGuards;
import io.evac.remote.tree.Both;
import io.evac.remote.tree.Deadline;
import io.evac.remote.tree.Ends;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import io.evac.remote.tree.Pair;
import io.evac.remote.tree.Routes;
import io.evac.remote.tree.Side;
import io.evac.remote.tree.TreeReader;
import io.evac.remote.tree.TreeReader.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Domains that go to their destination while they run, and wait there ({@link HandOver}). Thread-safe. */
final class DomainHandOvers implements HandOvers {
    private static final Duration CHECK = Duration.ofMinutes(1);
    private static final long MEBIBYTE = 1 << 20;

    /** What libvirt says of a domain that has arrived whole and has not gone on. */
    private static final String ARRIVED = "paused (user)";

    /** The least that libvirt gives by itself. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(300);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** By QEMU's own steps of ten percent it takes half as long again. */
    private static final String SLOW_DOWN = " --auto-converge --auto-converge-increment 20";

    private final RemoteGuards guards;
    private final Virsh virsh;
    private final SharedStorage storage;
    private final ArrivingCopy copy;
    private final Ends ends;
    private final Routes routes;
    private final Clock clock;
    private final HandOverWatch watch;
    private final TreeReader reader = new TreeReader();
    private final Map<MoveId, Traffic.Share> shares = new ConcurrentHashMap<>();

    DomainHandOvers(
            RemoteGuards guards, Virsh virsh, ArrivingCopy copy, Ends ends, Routes routes, Clock clock, Waiter waiter) {
        this.guards = guards;
        this.virsh = virsh;
        this.storage = new SharedStorage(virsh);
        this.copy = copy;
        this.ends = ends;
        this.routes = routes;
        this.clock = clock;
        this.watch = new HandOverWatch(virsh, waiter);
    }

    @Override
    public void expect(MoveContext ctx) {
        // An earlier call that goes on would lose what has arrived.
        guards.on(ctx.source()).adopt(ctx.instance(), ctx.ticket());
        Domain domain = Domain.of(virsh, ctx.source(), ctx.instance());
        if (!domain.running()) {
            // What waits there may be what an earlier call has handed over.
            return;
        }
        if (domain.shared()) {
            // The last look before nothing is compared any more; the last one may be days old.
            storage.check(ctx.source(), ctx.destination(), domain);
        }
        Pair pair = ends.pair(ctx.source(), ctx.destination(), ctx.instance());
        Mode mode = new Mode(true, false, Deadline.none(clock));
        Images there = Images.of(reader.manifest(pair.destination(), pair.exclusions(), mode));
        HandOver over = new HandOver(domain, there, copy.directories(ctx));
        copy.say(ctx, "expect", over.list().getBytes(StandardCharsets.UTF_8), CHECK);
        Optional<Rate> limit = expected(ctx, domain);
        Optional<Rate> all = limit.map(each -> new Rate(each.bitsPerSecond() * streams(domain)));
        shares.computeIfAbsent(ctx.move().id(), id -> routes.joinFixed(ctx, all));
        String option = limit.map(rate -> "--bandwidth " + rate.bytesPerSecond() / MEBIBYTE)
                .orElse("");
        if (ctx.policy().convergence() == Convergence.AUTO_CONVERGE) {
            option += SLOW_DOWN;
        }
        Duration time = LibvirtSettings.of(ctx.source())
                .stopTimeout()
                .plus(Platform.carrying(
                        domain.definition().memory(), limit, ctx.policy().convergence()));
        option += "\n" + pause(ctx.budgetLeft().get()).toMillis() + " " + time.toSeconds();
        routes.tunnel(ctx, pair, time, Platform.sockets(ctx.instance()), option, over.definition());
    }

    /** How long the guest may stand still for the rest of its memory: what follows needs most of the budget. */
    static Duration pause(Duration budget) {
        Duration quarter = budget.dividedBy(4);
        Duration most = quarter.compareTo(LONGEST_PAUSE) < 0 ? quarter : LONGEST_PAUSE;
        return most.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : most;
    }

    @Override
    public GuardFacts watched(MoveContext ctx, Supplier<GuardFacts> stop) {
        return watch.during(ctx, stop);
    }

    /** What each stream of a hand-over gets; libvirt takes whole MiB, one at least. */
    Optional<Rate> expected(MoveContext ctx, Domain domain) {
        return routes.fixed(ctx)
                .map(rate -> Math.max(1, rate.bytesPerSecond() / streams(domain) / MEBIBYTE))
                .map(mebibytes -> new Rate(mebibytes * MEBIBYTE * Byte.SIZE));
    }

    /** Memory, and every disk. */
    private static int streams(Domain domain) {
        return 1 + domain.travelling().size();
    }

    @Override
    public void ended(MoveContext ctx) {
        Optional.ofNullable(shares.remove(ctx.move().id())).ifPresent(Traffic.Share::close);
        routes.cleanUp(ctx);
    }

    /** Whether a domain that is stopped at its source waits at its destination. */
    boolean arrived(MoveContext ctx) {
        return ctx.handsOver() && virsh.state(ctx.destination(), ctx.instance()).equals(ARRIVED);
    }

    /** The same; what does not wait there is no use, and is out of the way of its files. */
    boolean arrivedOrScrapped(MoveContext ctx) {
        boolean arrived = arrived(ctx);
        if (ctx.handsOver() && !arrived) {
            scrap(ctx);
        }
        return arrived;
    }

    /** What was handed over, or was to be, is no use any more. */
    void scrap(MoveContext ctx) {
        copy.say(ctx, "scrap", new byte[0], CHECK);
    }

    /** The digests of what guests have written into these layers; empty when the two hosts do not hold the same. */
    Optional<SortedMap<String, String>> compare(Pair pair, Set<String> layers) {
        SortedMap<String, String> digests = new TreeMap<>();
        if (layers.isEmpty()) {
            return Optional.of(digests);
        }
        Both<SortedMap<String, Written>, SortedMap<String, Written>> written = written(pair, layers);
        written.first().forEach((layer, here) -> digests.put(layer, here.bytes()));
        boolean alike = layers.stream()
                .allMatch(layer ->
                        written.first().get(layer).like(written.second().get(layer)));
        return alike ? Optional.of(digests) : Optional.empty();
    }

    private Both<SortedMap<String, Written>, SortedMap<String, Written>> written(Pair pair, Set<String> layers) {
        return Both.of(() -> written(pair.source(), layers), () -> written(pair.destination(), layers));
    }

    private SortedMap<String, Written> written(Side side, Set<String> layers) {
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
