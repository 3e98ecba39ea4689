package io.evac.remote.tree;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.Shells;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks hosts what they can do and what is there of an instance. Thread-safe.
 *
 * <p>Methods throw a {@link io.evac.migration.FailureException} when the host cannot be asked or gives no answer.
 */
public final class Probe {
    /** How long a host is believed to have the tools that it had: a probe makes thirty processes there. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Shells shells;
    private final Clock clock;
    private final Map<Place, Seen> seen = new ConcurrentHashMap<>();

    private record Place(Host host, String root) {}

    private record Seen(Tools tools, Instant at) {}

    /** @param clock measures how old an answer is */
    public Probe(Shells shells, Clock clock) {
        this.shells = shells;
        this.clock = clock;
    }

    /**
     * What is there of the instance now, on a host whose tools are known from the last ten minutes, else asked for.
     *
     * @param root absolute: where the instances of the host live
     */
    public Tools look(Host host, String root, InstanceName instance) {
        Seen before = seen.get(new Place(host, root));
        return before != null && before.at().plus(REMEMBERED).isAfter(clock.instant())
                ? before.tools().with(ask(host, root, instance, Scripts.LOOK))
                : fresh(host, root, instance);
    }

    /** As {@link #look}, and whatever is remembered of the host is asked anew. */
    public Tools fresh(Host host, String root, InstanceName instance) {
        Tools tools = ask(host, root, instance, Scripts.PROBE);
        seen.put(new Place(host, root), new Seen(tools, clock.instant()));
        return tools;
    }

    private Tools ask(Host host, String root, InstanceName instance, Scripts script) {
        try {
            Command command = script.command(root, instance.value());
            return Tools.parse(shells.on(host).run(command).out());
        } catch (RemoteException e) {
            throw Faults.remote(host.name().value(), e);
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(host.name().value(), e);
        }
    }
}
