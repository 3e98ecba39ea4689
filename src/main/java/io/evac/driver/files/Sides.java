package io.evac.driver.files;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.remote.Shells;
import io.evac.remote.tree.Both;
import io.evac.remote.tree.Ends;
import io.evac.remote.tree.Exclusions;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Pair;
import io.evac.remote.tree.Probe;
import io.evac.remote.tree.Side;
import io.evac.remote.tree.Tools;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;

/** Finds the copies of an instance and what their hosts can do. Thread-safe. */
final class Sides implements Ends {
    private final Shells shells;
    private final Probe probe;

    Sides(Shells shells, Clock clock) {
        this.shells = shells;
        this.probe = new Probe(shells, clock);
    }

    /** How a host is asked about an instance below a root. */
    private interface Question {
        Tools ask(Host host, String root, InstanceName instance);
    }

    /** The copy that is in place, else the one that is parked or arriving; its host freshly probed. */
    Side source(Host host, InstanceName instance) {
        return source(host, instance, probe::fresh);
    }

    private Side source(Host host, InstanceName instance, Question question) {
        FilesSettings settings = settings(host);
        Tools tools = question.ask(host, settings.root(), instance);
        if (!tools.has("home") && !tools.has("away")) {
            throw Faults.missing(host.name() + ":" + settings.root());
        }
        String directory = tools.has("home") ? settings.home(instance) : settings.away(instance);
        return new Side(host, shells.on(host), settings.root(), settings.transfer(), instance, directory, tools);
    }

    /** The arriving copy, which may not be there yet; its host freshly probed. */
    Side destination(Host host, InstanceName instance) {
        return destination(host, instance, probe::fresh);
    }

    private Side destination(Host host, InstanceName instance, Question question) {
        FilesSettings settings = settings(host);
        Tools tools = question.ask(host, settings.root(), instance);
        String directory = settings.away(instance);
        return new Side(host, shells.on(host), settings.root(), settings.transfer(), instance, directory, tools);
    }

    /** What hosts.yaml says; where it says nothing of use, that is told like an answer of no use: the move tries again. */
    private static FilesSettings settings(Host host) {
        try {
            return FilesSettings.of(host);
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(host.name().value(), e);
        }
    }

    @Override
    public Pair pair(Host from, Host to, InstanceName instance) {
        Both<Side, Side> sides =
                Both.of(() -> source(from, instance, probe::look), () -> destination(to, instance, probe::look));
        Exclusions exclusions = new Exclusions(definition(sides.first())
                .map(InstanceFile::runtime)
                .orElseThrow(() -> Faults.unreadable(sides.first().place() + "/instance.yaml", "it is not there")));
        return new Pair(sides.first(), sides.second(), exclusions);
    }

    /** What the instance's copy there says, in place or not; empty when there is none. */
    Optional<InstanceFile> definition(Host host, InstanceName instance) {
        return definition(destination(host, instance, probe::look));
    }

    /** What the copy's {@code instance.yaml} says; empty when it has none. */
    static Optional<InstanceFile> definition(Side side) {
        String hex = side.tools().facts().getOrDefault("definition", "");
        return hex.isEmpty()
                ? Optional.empty()
                : Optional.of(InstanceFileReader.read(HexFormat.of().parseHex(hex)));
    }
}
