package io.evac.driver.files;

import io.evac.driver.Driver;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.SshSettings;
import io.evac.inventory.SurveyException;
import io.evac.migration.Definition;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.GuardedItinerary;
import io.evac.migration.Itinerary;
import io.evac.migration.MoveContext;
import io.evac.migration.Observation;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import io.evac.plan.Move;
import io.evac.plan.Objection;
import io.evac.remote.Shells;
import io.evac.remote.guard.RemoteGuards;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.GuardReceivers;
import io.evac.remote.tree.PinnedKeys;
import io.evac.remote.tree.Receivers;
import io.evac.remote.tree.Routes;
import io.evac.remote.tree.TreeTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Instances that are directories with an {@code instance.yaml}, on any Unix host with sshd. Thread-safe. */
public final class FilesDriver implements Driver {
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final RemoteGuards guards;
    private final Clock clock;
    private final Waiter waiter;
    private final Sides sides;
    private final Survey survey;
    private final Advice advice;
    private final TreeTransport transport;

    /**
     * @param guards their roots must be {@link #guardRoot}
     * @param ssh whose known_hosts pins the hosts' keys for each other
     * @param hosts the inventory; throws IllegalArgumentException for a name it does not have
     * @param traffic what limits what is sent, of all drivers together
     * @param wall what hosts compare with their own clocks: until when a key is good
     * @param clock measures; no one steps it
     */
    public FilesDriver(
            Shells shells,
            RemoteGuards guards,
            SshSettings ssh,
            Function<HostName, Host> hosts,
            Traffic traffic,
            Clock wall,
            Clock clock,
            Waiter waiter) {
        this.guards = guards;
        this.clock = clock;
        this.waiter = waiter;
        this.sides = new Sides(shells, clock);
        this.survey = new Survey(shells, Survey.STATUS_SECONDS);
        PinnedKeys pinned = new PinnedKeys(ssh.knownHosts());
        Receivers receivers = new GuardReceivers(guards);
        Routes routes = Routes.of(receivers, pinned, traffic, wall, clock, waiter);
        this.advice = new Advice(hosts, sides, routes, clock);
        this.transport = new TreeTransport(sides, receivers, routes, clock);
    }

    /**
     * The directory of the guard on a host of this driver.
     *
     * @throws IllegalArgumentException when the host's settings have no proper root
     */
    public static String guardRoot(Host host) {
        return FilesSettings.of(host).guardRoot();
    }

    @Override
    public String name() {
        return "files";
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

    /** What a move would run on the two hosts, for people: no secrets, nothing to paste. */
    public List<String> commands(Move move) {
        return advice.commands(move);
    }

    @Override
    public Itinerary itinerary(Move move) {
        return GuardedItinerary.of(move.type(), guards, transport, this::definition, clock, waiter);
    }

    @Override
    public Observation observe(InstanceRef ref, Host on) {
        return Observation.of(guards, ref, on, AGAIN);
    }

    private Definition definition(MoveContext ctx, Host host) {
        HostName source = ctx.source().name();
        InstanceFile file = sides.definition(ctx.source(), ctx.instance())
                .orElseThrow(() -> Faults.missing(
                        source + ":" + FilesSettings.of(ctx.source()).home(ctx.instance())));
        if (file.start().isEmpty() || file.stop().isEmpty() || file.status().isEmpty()) {
            throw new FailureException(new Failure.Permanent(
                    "EVAC-453",
                    source + "/" + ctx.instance() + ": " + String.join("; ", file.problems()),
                    "Maybe correct its instance.yaml"));
        }
        return file.definition(FilesSettings.of(host).home(ctx.instance()));
    }
}
