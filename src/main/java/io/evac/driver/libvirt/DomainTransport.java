package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.Size;
import io.evac.inventory.Host;
import io.evac.inventory.Rate;
import io.evac.inventory.RunState;
import io.evac.migration.Checkpoint;
import io.evac.migration.Definition;
import io.evac.migration.FailureException;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardState;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.MoveContext;
import io.evac.migration.Transport;
import io.evac.plan.MoveId;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import io.evac.remote.Shells;
import io.evac.remote.guard.RemoteGuards;
import io.evac.remote.tree.Both;
import io.evac.remote.tree.Carriage;
import io.evac.remote.tree.Deadline;
import io.evac.remote.tree.Delta;
import io.evac.remote.tree.Ends;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Manifest;
import io.evac.remote.tree.Meter;
import io.evac.remote.tree.Mover;
import io.evac.remote.tree.Pair;
import io.evac.remote.tree.Receivers;
import io.evac.remote.tree.Routes;
import io.evac.remote.tree.Sha256;
import io.evac.remote.tree.TreeReader;
import io.evac.remote.tree.TreeReader.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Moves the image files of domains. A running domain writes into a new layer in each round, so what lies below has come to
 * rest: it is carried, and compared by digest, while the domain runs. Behind QUIESCE only the last layer is left. All
 * copies of a domain share the files below its last layer, so a way home carries what was written since, too.
 */
final class DomainTransport implements Transport {
    private static final Duration CHECK = Duration.ofMinutes(1);
    private static final Duration FLUSH = Duration.ofMinutes(30);

    private final RemoteGuards guards;
    private final Shells shells;
    private final Virsh virsh;
    private final Platform platform;
    private final Ends ends;
    private final Receivers receivers;
    private final Routes routes;
    private final Carriage carriage;
    private final Clock clock;
    private final TreeReader reader = new TreeReader();
    private final ImageCheck check = new ImageCheck(reader);
    private final Map<MoveId, Last> last = new ConcurrentHashMap<>();

    /** The last copy of a stopped domain: both ends, what the source holds, and which of it was handed over. */
    private record Last(int n, int attempt, boolean homeward, Pair pair, Manifest source, Set<String> handed) {
        boolean of(MoveContext ctx) {
            return n == ctx.n() && attempt == ctx.attempt() && homeward == ctx.homeward();
        }
    }

    DomainTransport(
            RemoteGuards guards,
            Shells shells,
            Virsh virsh,
            Platform platform,
            Ends ends,
            Receivers receivers,
            Routes routes,
            Clock clock) {
        this.guards = guards;
        this.shells = shells;
        this.virsh = virsh;
        this.platform = platform;
        this.ends = ends;
        this.receivers = receivers;
        this.routes = routes;
        this.carriage = new Carriage(receivers, routes);
        this.clock = clock;
    }

    @Override
    public Synced sync(MoveContext ctx, Round round) {
        long began = clock.millis();
        last.remove(ctx.move().id());
        boolean still = round == Round.FINAL;
        Deadline deadline = deadline(ctx, still);
        Domain domain = Domain.of(virsh, ctx.source(), ctx.instance());
        if (!still && ctx.handsOver() && ctx.n() > 0) {
            // What an earlier try has handed over is no use any more.
            scrap(ctx);
        }
        if (domain.defined()) {
            if (!still && domain.running()) {
                platform.layer(ctx, domain.top() + 1);
            }
            platform.expose(ctx);
        }
        Pair pair = ends.pair(ctx.source(), ctx.destination(), ctx.instance());
        Mode mode = new Mode(true, false, deadline);
        Both<Manifest, Manifest> trees = manifests(pair, mode);
        Images here = Images.of(trees.first());
        boolean handed = still && arrived(ctx);
        Set<String> others = handed ? here.tops() : Set.of();
        Images there = Images.of(trees.second()).without(others);
        Delta delta = here.without(others).missing(there, trees.first(), ctx, check.suspects(ctx));
        Meter meter = new Meter(ctx, round.phase(), delta.bytes());
        long sent = carriage.bring(new Mover.Job(ctx, pair, trees.first(), delta, true, deadline, meter), still);
        meter.end();
        check.carried(ctx, delta.others());
        Checkpoint checkpoint = ctx.checkpoint();
        if (still) {
            define(ctx, domain, here, handed);
            last.put(ctx.move().id(), new Last(ctx.n(), ctx.attempt(), ctx.homeward(), pair, trees.first(), others));
        } else {
            if (!delta.others().isEmpty()) {
                settleOnDisk(ctx, delta.others());
            }
            checkpoint = check.equal(ctx, pair, mode, trees.first(), Set.of()).checkpoint();
        }
        return new Synced(sent, delta.bytes(), clock.millis() - began, checkpoint);
    }

    @Override
    public void expect(MoveContext ctx) {
        // An earlier call that goes on would lose what has arrived.
        guards.on(ctx.source()).adopt(ctx.instance(), ctx.ticket());
        Domain domain = Domain.of(virsh, ctx.source(), ctx.instance());
        if (!domain.running()) {
            return;
        }
        Pair pair = ends.pair(ctx.source(), ctx.destination(), ctx.instance());
        Mode mode = new Mode(true, false, Deadline.none(clock));
        Images there = Images.of(reader.manifest(pair.destination(), pair.exclusions(), mode));
        HandOver over = new HandOver(domain, there, homes(ctx));
        List<String> words = platform.words(ctx.destination(), ctx.instance(), "expect");
        receive(ctx, words, over.list().getBytes(StandardCharsets.UTF_8), CHECK);
        Optional<Rate> limit = limit(ctx, domain);
        String option = limit.map(rate -> "--bandwidth " + Math.max(1, rate.bytesPerSecond() >> 20))
                .orElse("");
        Duration time = LibvirtSettings.of(ctx.source())
                .stopTimeout()
                .plus(Platform.carrying(domain.definition().memory(), limit));
        routes.tunnel(ctx, pair, time, Platform.sockets(ctx.instance()), option, over.definition());
    }

    /** libvirt holds each stream to it: memory, and every disk. */
    Optional<Rate> limit(MoveContext ctx, Domain domain) {
        int streams = 1 + domain.disks().size();
        return routes.limit(ctx).map(rate -> new Rate(Math.max(8, rate.bitsPerSecond() / streams)));
    }

    @Override
    public void expected(MoveContext ctx) {
        routes.cleanUp(ctx);
    }

    /** Whether it waits at its destination; what does not is no use there, and is out of the way of its files. */
    private boolean arrived(MoveContext ctx) {
        boolean arrived = HandOver.arrived(virsh, ctx);
        if (ctx.handsOver() && !arrived) {
            scrap(ctx);
        }
        return arrived;
    }

    private void scrap(MoveContext ctx) {
        receive(ctx, platform.words(ctx.destination(), ctx.instance(), "scrap"), new byte[0], CHECK);
    }

    private Deadline deadline(MoveContext ctx, boolean still) {
        return still ? Deadline.in(clock, ctx.budgetLeft().get()) : Deadline.none(clock);
    }

    private Both<Manifest, Manifest> manifests(Pair pair, Mode mode) {
        return Both.of(
                () -> reader.manifest(pair.source(), pair.exclusions(), mode),
                () -> reader.manifest(pair.destination(), pair.exclusions(), mode));
    }

    /** The definition for the destination, and the list of the files that belong to it, in the arriving copy. */
    private void define(MoveContext ctx, Domain domain, Images here, boolean handed) {
        Arrival arrival = new Arrival(
                domain,
                here,
                homes(ctx),
                LibvirtSettings.of(ctx.destination()).memory(ctx.instance()),
                size(ctx, domain),
                ctx.move().wasRunning() && !handed);
        byte[] list = (arrival.list() + "--\n").getBytes(StandardCharsets.UTF_8);
        byte[] definition = arrival.definition();
        byte[] both = Arrays.copyOf(list, list.length + definition.length);
        System.arraycopy(definition, 0, both, list.length, definition.length);
        arrive(ctx, both);
    }

    /** As planned; at home as it was there. */
    private Size size(MoveContext ctx, Domain domain) {
        if (!ctx.homeward()) {
            return new Size(ctx.move().need().cpus(), ctx.move().need().memory());
        }
        String parked = virsh.parked(
                ctx.destination(), LibvirtSettings.of(ctx.destination()).away(ctx.instance()) + "/domain.xml");
        return parked.isEmpty()
                ? domain.definition().size()
                : DomainXml.parse(parked.getBytes(StandardCharsets.UTF_8)).size();
    }

    /** Which directory a target's files go to: to where they came from when they go home. */
    private Function<String, String> homes(MoveContext ctx) {
        LibvirtSettings settings = LibvirtSettings.of(ctx.destination());
        Map<String, String> known = ctx.homeward()
                ? Arrival.directories(virsh.parked(ctx.destination(), settings.away(ctx.instance()) + "/files"))
                : Map.of();
        return target -> known.getOrDefault(target, settings.images());
    }

    private void arrive(MoveContext ctx, byte[] stdin) {
        receive(ctx, platform.words(ctx.destination(), ctx.instance(), "arrive"), stdin, FLUSH);
    }

    /** What is compared is read from memory, and is not read again: it must outlive a loss of power. */
    private void settleOnDisk(MoveContext ctx, List<String> paths) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", "sync -- \"$@\" 2>/dev/null || sync", "evac"));
        argv.addAll(paths);
        receive(ctx, argv, new byte[0], FLUSH);
    }

    private void receive(MoveContext ctx, List<String> argv, byte[] stdin, Duration longest) {
        Host to = ctx.destination();
        try {
            Command command = receivers.receive(to, ctx.instance(), ctx.ticket(), argv);
            Result result = shells.on(to).run(command.withStdin(stdin).withTimeout(longest));
            if (!result.ok()) {
                throw Faults.unwritable(to.name().value(), Faults.tail(result.err() + "\n" + result.out()));
            }
        } catch (RemoteException e) {
            throw Faults.remote(to.name().value(), e);
        }
    }

    @Override
    public String compare(MoveContext ctx) {
        Mode mode = new Mode(true, false, deadline(ctx, true));
        Last copied = Optional.ofNullable(last.remove(ctx.move().id()))
                .filter(end -> end.of(ctx))
                .orElseGet(() -> look(ctx, mode));
        SortedMap<String, String> digests = handedOver(ctx, copied);
        digests.putAll(check.equal(ctx, copied.pair(), mode, copied.source(), copied.handed())
                .digests());
        Sha256 whole = new Sha256();
        digests.forEach((path, digest) -> whole.add(path + " " + digest + "\n"));
        return whole.hex();
    }

    private SortedMap<String, String> handedOver(MoveContext ctx, Last copied) {
        SortedMap<String, String> digests = new TreeMap<>();
        if (!copied.handed().isEmpty()) {
            var written = HandOver.written(virsh, copied.pair(), copied.handed());
            written.first().forEach((layer, here) -> {
                if (!here.like(written.second().get(layer))) {
                    throw check.differ(ctx, copied.pair(), copied.handed());
                }
                digests.put(layer, here.bytes());
            });
        }
        return digests;
    }

    private Last look(MoveContext ctx, Mode mode) {
        Pair pair = ends.pair(ctx.source(), ctx.destination(), ctx.instance());
        Manifest source = reader.manifest(pair.source(), pair.exclusions(), mode);
        Set<String> handed = HandOver.arrived(virsh, ctx) ? Images.of(source).tops() : Set.of();
        return new Last(ctx.n(), ctx.attempt(), ctx.homeward(), pair, source, handed);
    }

    /** A source that is as it was before runs on its own disks again. */
    @Override
    public void cleanUp(MoveContext ctx) {
        last.remove(ctx.move().id());
        check.forget(ctx);
        routes.cleanUp(ctx);
        try {
            GuardFacts facts = guards.on(ctx.source()).observe(ctx.instance());
            if (facts.state() == GuardState.OPEN && facts.running() == RunState.RUNNING && !ctx.homeward()) {
                flatten(ctx, ctx.source(), facts);
            }
        } catch (GuardUnreachableException | GuardRefusedException | FailureException e) {
            ctx.progress().waiting(ctx.move().id(), "its disks stay in layers: " + e.getMessage());
        }
    }

    @Override
    public void settle(MoveContext ctx) {
        GuardFacts facts = guards.on(ctx.destination()).observe(ctx.instance());
        if (facts.running() == RunState.RUNNING) {
            flatten(ctx, ctx.destination(), facts);
        }
    }

    private void flatten(MoveContext ctx, Host host, GuardFacts facts) {
        Domain domain = Domain.of(virsh, host, ctx.instance());
        // In our own hands it is what was cut short: it is given back in any case.
        boolean ours = facts.owner().equals(ctx.ticket().owner());
        if (domain.defined() && (domain.top() > 0 || ours)) {
            boolean autostart = facts.owner().isEmpty() ? domain.autostart() : facts.autostart();
            Definition definition = platform.definition(
                    host, ctx.instance(), Platform.Way.BOOT, Duration.ZERO, domain.answers(), autostart);
            platform.flatten(ctx, host, definition);
        }
    }
}
