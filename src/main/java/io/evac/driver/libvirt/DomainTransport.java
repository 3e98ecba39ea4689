package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.inventory.Host;
import io.evac.inventory.RunState;
import io.evac.migration.Checkpoint;
import io.evac.migration.Definition;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardState;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.MoveContext;
import io.evac.migration.Transport;
import io.evac.plan.MoveId;
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
import java.util.concurrent.ConcurrentHashMap;

/**
 * Moves the image files of domains. A running domain writes into a new layer in each round, so what lies below has come to
 * rest: it is carried, and compared by digest, while the domain runs. Behind QUIESCE only the last layer is left. All
 * copies of a domain share the files below its last layer, so a way home carries what was written since, too.
 */
final class DomainTransport implements Transport {
    private static final Duration FLUSH = Duration.ofMinutes(30);

    private final RemoteGuards guards;
    private final Virsh virsh;
    private final Platform platform;
    private final SharedStorage storage;
    private final Ends ends;
    private final ArrivingCopy copy;
    private final DomainHandOvers handOvers;
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
            Virsh virsh,
            Platform platform,
            ArrivingCopy copy,
            DomainHandOvers handOvers,
            Ends ends,
            Routes routes,
            Clock clock) {
        this.guards = guards;
        this.virsh = virsh;
        this.platform = platform;
        this.storage = new SharedStorage(virsh);
        this.ends = ends;
        this.copy = copy;
        this.handOvers = handOvers;
        this.routes = routes;
        this.carriage = new Carriage(copy.receivers(), routes);
        this.clock = clock;
    }

    @Override
    public Synced sync(MoveContext ctx, Round round) {
        long began = clock.millis();
        last.remove(ctx.move().id());
        boolean still = round == Round.FINAL;
        Deadline deadline = deadline(ctx, still);
        Domain domain = still ? exposed(ctx) : Domain.of(virsh, ctx.source(), ctx.instance());
        if (!still && ctx.handsOver() && ctx.n() > 0) {
            // An earlier try's.
            handOvers.scrap(ctx);
        }
        if (domain.shared() && !(still && ctx.handsOver())) {
            storage.check(ctx.source(), ctx.destination(), domain);
        }
        if (!still && domain.defined()) {
            if (domain.running() && !domain.shared()) {
                platform.layer(ctx, domain.top() + 1);
            }
            platform.expose(ctx);
        }
        Pair pair = ends.pair(ctx.source(), ctx.destination(), ctx.instance());
        Mode mode = new Mode(true, false, deadline);
        Both<Manifest, Manifest> trees = manifests(pair, mode);
        Images here = Images.of(trees.first());
        agree(domain, here);
        boolean handed = still && handOvers.arrivedOrScrapped(ctx);
        Set<String> others = handed ? here.tops() : Set.of();
        Images there = Images.of(trees.second()).without(others);
        Delta delta = here.without(others).missing(there, trees.first(), ctx, check.suspects(ctx));
        Meter meter = new Meter(ctx, round.phase(), delta.bytes());
        Mover.Job job = new Mover.Job(ctx, pair, trees.first(), delta, true, deadline, meter);
        long sent = still
                ? carriage.bring(job, true)
                : check.carry(ctx, pair, mode, trees.first(), delta.others(), () -> carriage.bring(job, false));
        meter.end();
        Checkpoint checkpoint = ctx.checkpoint();
        if (still) {
            check.carried(ctx, delta.others());
            define(ctx, domain, here, handed);
            last.put(ctx.move().id(), new Last(ctx.n(), ctx.attempt(), ctx.homeward(), pair, trees.first(), others));
        } else {
            checkpoint = Both.of(
                            () -> check.equal(ctx, pair, mode, trees.first(), Set.of()),
                            () -> settledOnDisk(ctx, delta.others()))
                    .first()
                    .checkpoint();
        }
        return new Synced(sent, delta.bytes(), clock.millis() - began, checkpoint);
    }

    /** What is stopped is read and exposed at once: its users wait. */
    private Domain exposed(MoveContext ctx) {
        return Both.of(() -> Domain.of(virsh, ctx.source(), ctx.instance()), () -> {
                    platform.expose(ctx);
                    return ctx;
                })
                .first();
    }

    /** What the guard takes for shared was said when it opened; hosts.yaml may say something else by now. */
    private static void agree(Domain domain, Images here) {
        for (DiskXml disk : domain.disks()) {
            if (here.layers(disk.target()).isEmpty() != domain.shared()) {
                throw new FailureException(new Failure.Permanent(
                        ObjectionCode.NOT_SHARED.code(),
                        domain.definition().name() + ": libvirt.shared was changed while it moves",
                        "Maybe change it back and retry; or cancel it and make a new plan"));
            }
        }
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
                copy.directories(ctx),
                LibvirtSettings.of(ctx.destination()).memory(ctx.instance()),
                copy.size(ctx, domain),
                ctx.move().diskSize(),
                ctx.move().wasRunning() && !handed && !domain.shared());
        byte[] list = (arrival.list() + "--\n").getBytes(StandardCharsets.UTF_8);
        byte[] definition = arrival.definition();
        byte[] both = Arrays.copyOf(list, list.length + definition.length);
        System.arraycopy(definition, 0, both, list.length, definition.length);
        copy.say(ctx, "arrive", both, FLUSH);
    }

    /** What is compared is read from memory, and is not read again: it must outlive a loss of power. */
    private List<String> settledOnDisk(MoveContext ctx, List<String> paths) {
        if (!paths.isEmpty()) {
            List<String> argv = new ArrayList<>(List.of("sh", "-c", "sync -- \"$@\" 2>/dev/null || sync", "evac"));
            argv.addAll(paths);
            copy.run(ctx, argv, new byte[0], FLUSH);
        }
        return paths;
    }

    @Override
    public String compare(MoveContext ctx) {
        Mode mode = new Mode(true, false, deadline(ctx, true));
        Last copied = Optional.ofNullable(last.remove(ctx.move().id()))
                .filter(end -> end.of(ctx))
                .orElseGet(() -> look(ctx, mode));
        SortedMap<String, String> digests = handOvers
                .compare(copied.pair(), copied.handed())
                .orElseThrow(() -> check.differ(ctx, copied.pair(), copied.handed()));
        digests.putAll(check.equal(ctx, copied.pair(), mode, copied.source(), copied.handed())
                .digests());
        Sha256 whole = new Sha256();
        digests.forEach((path, digest) -> whole.add(path + " " + digest + "\n"));
        return whole.hex();
    }

    private Last look(MoveContext ctx, Mode mode) {
        Pair pair = ends.pair(ctx.source(), ctx.destination(), ctx.instance());
        Manifest source = reader.manifest(pair.source(), pair.exclusions(), mode);
        Set<String> handed = handOvers.arrived(ctx) ? Images.of(source).tops() : Set.of();
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
    public Optional<Failure> needed(MoveContext ctx) {
        LibvirtSettings settings = LibvirtSettings.of(ctx.source());
        String xml = virsh.parked(ctx.source(), settings.away(ctx.instance()) + "/domain.xml");
        if (xml.isEmpty()) {
            return Optional.empty();
        }
        try {
            Domain parked = Domain.parked(DomainXml.parse(xml.getBytes(StandardCharsets.UTF_8)), settings);
            return Advice.neededParked(virsh, ctx.source(), parked)
                    .map(need -> new Failure.Permanent(need.code(), need.reason(), need.remedy()));
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(ctx.source().name().value(), e);
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
