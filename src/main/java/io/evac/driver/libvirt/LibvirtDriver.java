package io.evac.driver.libvirt;

import io.evac.driver.Driver;
import io.evac.driver.libvirt.Platform.Way;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.SshSettings;
import io.evac.inventory.SurveyException;
import io.evac.migration.Definition;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardedItinerary;
import io.evac.migration.Itinerary;
import io.evac.migration.MoveContext;
import io.evac.migration.Observation;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.Objection;
import io.evac.remote.Shells;
import io.evac.remote.guard.RemoteGuards;
import io.evac.remote.tree.Both;
import io.evac.remote.tree.Exclusions;
import io.evac.remote.tree.GuardReceivers;
import io.evac.remote.tree.Pair;
import io.evac.remote.tree.PinnedKeys;
import io.evac.remote.tree.Probe;
import io.evac.remote.tree.Receivers;
import io.evac.remote.tree.Routes;
import io.evac.remote.tree.Side;
import io.evac.remote.tree.Tools;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Domains of libvirt on QEMU and KVM hosts, reached over SSH ({@code docs/drivers/libvirt.md}). Thread-safe. */
public final class LibvirtDriver implements Driver {
    private static final Duration AGAIN = Duration.ofSeconds(10);
    /** Through here within half a second at 50 Mbit/s, in which a host has just logged in at the other. */
    private static final long SMALL_LAYER = 3 << 20;

    private final Shells shells;
    private final RemoteGuards guards;
    private final Clock clock;
    private final Waiter waiter;
    private final Virsh virsh;
    private final Platform platform;
    private final Probe probe;
    private final Survey survey;
    private final Advice advice;
    private final DomainHandOvers handOvers;
    private final DomainTransport transport;

    /**
     * @param guards their roots must be {@link #guardRoot}
     * @param ssh whose known_hosts pins the hosts' keys for each other
     * @param hosts the inventory; throws IllegalArgumentException for a name it does not have
     * @param traffic what limits what is sent, of all drivers together
     * @param wall what hosts compare with their own clocks: until when a key is good
     * @param clock measures; no one steps it
     */
    public LibvirtDriver(
            Shells shells,
            RemoteGuards guards,
            SshSettings ssh,
            Function<HostName, Host> hosts,
            Traffic traffic,
            Clock wall,
            Clock clock,
            Waiter waiter) {
        this.shells = shells;
        this.guards = guards;
        this.clock = clock;
        this.waiter = waiter;
        this.virsh = new Virsh(shells);
        this.platform = new Platform(guards);
        this.probe = new Probe(shells, clock);
        this.survey = new Survey(virsh);
        this.advice = new Advice(hosts, virsh);
        Receivers receivers = new GuardReceivers(guards);
        Routes routes = Routes.of(receivers, new PinnedKeys(ssh.knownHosts()), traffic, wall, clock, waiter)
                .relayingLast(SMALL_LAYER);
        ArrivingCopy copy = new ArrivingCopy(shells, receivers, virsh, platform);
        this.handOvers = new DomainHandOvers(guards, virsh, copy, this::pair, routes, clock, waiter);
        this.transport = new DomainTransport(guards, virsh, platform, copy, handOvers, this::pair, routes, clock);
    }

    /**
     * The directory of the guard on a host of this driver.
     *
     * @throws IllegalArgumentException when the host's settings cannot be
     */
    public static String guardRoot(Host host) {
        return LibvirtSettings.of(host).guardRoot();
    }

    /** The file whose being there means that libvirt has the domain's definition. */
    public static String home(InstanceName name) {
        return LibvirtSettings.DEFINITIONS + "/" + name + ".xml";
    }

    /** The keys that hosts.yaml may have under {@code libvirt:}. */
    public static Set<String> settings() {
        return LibvirtSettings.KEYS;
    }

    /** Those of them that may be lists. */
    public static Set<String> lists() {
        return LibvirtSettings.LISTS;
    }

    @Override
    public String name() {
        return "libvirt";
    }

    @Override
    public HostReport survey(Host host) throws SurveyException {
        return survey.survey(host);
    }

    @Override
    public List<Objection> objections(Move move) {
        return advice.objections(move);
    }

    @Override
    public Set<String> codes() {
        return ObjectionCode.all();
    }

    @Override
    public List<String> commands(Move move) {
        return advice.commands(move);
    }

    @Override
    public Itinerary itinerary(Move move) {
        return move.type().handsOver()
                ? GuardedItinerary.handingOver(guards, transport, handOvers, this::definition, clock, waiter)
                : GuardedItinerary.of(move.type(), guards, transport, this::definition, clock, waiter);
    }

    @Override
    public Observation observe(InstanceRef ref, Host on) {
        return Observation.of(guards, ref, on, AGAIN);
    }

    /** From the opening to the giving back libvirt's own autostart is off, and only the guard's record knows the wish. */
    private Definition definition(MoveContext ctx, Host host) {
        Domain domain = Domain.of(virsh, ctx.source(), ctx.instance());
        if (!ctx.homeward()) {
            stillMovable(domain, ctx.move());
            if (host.equals(ctx.source())) {
                Advice.needed(virsh, host, domain, ctx.move()).ifPresent(LibvirtDriver::refuse);
            }
        }
        GuardFacts facts = guards.on(ctx.source()).observe(ctx.instance());
        boolean autostart = facts.owner().isEmpty() ? domain.autostart() : facts.autostart();
        Way way = way(ctx, host);
        return platform.definition(host, ctx.instance(), way, saving(ctx, way, domain), domain.answers(), autostart);
    }

    private Duration saving(MoveContext ctx, Way way, Domain domain) {
        ByteSize memory = domain.definition().memory();
        return switch (way) {
            case BOOT, GO_ON -> Duration.ZERO;
            case RESUME, RESUME_OR_BOOT -> Platform.saving(memory);
            case HAND_OVER ->
                Platform.carrying(
                        memory, handOvers.expected(ctx, domain), ctx.policy().convergence());
        };
    }

    /** At home it comes up in any case; elsewhere one that was suspended has its memory, or goes home. */
    private static Way way(MoveContext ctx, Host host) {
        boolean there = host.equals(ctx.destination());
        if (ctx.handsOver()) {
            return there ? Way.GO_ON : Way.HAND_OVER;
        }
        boolean warm = ctx.move().type().equals(MigrationType.WARM);
        return !warm ? Way.BOOT : there && !ctx.homeward() ? Way.RESUME : Way.RESUME_OR_BOOT;
    }

    /** A plan may be old, and an objection accepted that no word makes good. */
    private static void stillMovable(Domain domain, Move move) {
        if (!Fingerprint.of(domain.definition(), domain.storage()).equals(move.fingerprint())) {
            throw new FailureException(new Failure.Permanent(
                    "EVAC-402", move.instance() + " was reconfigured since it was planned", "Maybe make a new plan"));
        }
        Advice.forbidden(domain, move).ifPresent(LibvirtDriver::refuse);
    }

    private static void refuse(Objection objection) {
        throw new FailureException(new Failure.Permanent(objection.code(), objection.reason(), objection.remedy()));
    }

    private Pair pair(Host from, Host to, InstanceName name) {
        Both<Side, Side> sides = Both.of(() -> source(from, name), () -> destination(to, name));
        return new Pair(sides.first(), sides.second(), new Exclusions(List.of()));
    }

    /** What is parked is its own copy; what is in place shows there what has come to rest. */
    private Side source(Host host, InstanceName name) {
        LibvirtSettings settings = LibvirtSettings.of(host);
        Tools tools = probe.look(host, settings.images(), name);
        return side(host, name, tools.has("away") ? settings.away(name) : settings.out(name), tools);
    }

    private Side destination(Host host, InstanceName name) {
        LibvirtSettings settings = LibvirtSettings.of(host);
        return side(host, name, settings.away(name), probe.look(host, settings.images(), name));
    }

    /** libvirt keeps owners and labels of its own in attributes of the files: they are the host's and do not travel. */
    private Side side(Host host, InstanceName name, String directory, Tools tools) {
        LibvirtSettings settings = LibvirtSettings.of(host);
        return new Side(
                host,
                shells.on(host),
                settings.images(),
                settings.transfer(),
                name,
                directory,
                tools.withoutAttributes());
    }
}
