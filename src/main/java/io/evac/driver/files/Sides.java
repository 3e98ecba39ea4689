package io.evac.driver.files;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.Shells;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Finds the copies of an instance and what their hosts can do. Thread-safe. */
final class Sides {
    /** How long a host is believed to have the tools that it had: a probe makes thirty processes there. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Shells shells;
    private final Clock clock;
    private final Map<Host, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(Tools tools, Instant at) {}

    Sides(Shells shells, Clock clock) {
        this.shells = shells;
        this.clock = clock;
    }

    /** The copy that is in place, else the one that is parked or arriving; its host freshly probed. */
    Side source(Host host, InstanceName instance) {
        return source(host, instance, probe(host, instance));
    }

    private Side source(Host host, InstanceName instance, Tools tools) {
        FilesSettings settings = FilesSettings.of(host);
        if (!tools.has("home") && !tools.has("away")) {
            throw Faults.missing(host.name() + ":" + settings.root());
        }
        String directory = tools.has("home") ? settings.home(instance) : settings.away(instance);
        return new Side(host, shells.on(host), instance, directory, tools);
    }

    /** The arriving copy, which may not be there yet; its host freshly probed. */
    Side destination(Host host, InstanceName instance) {
        return destination(host, instance, probe(host, instance));
    }

    private Side destination(Host host, InstanceName instance, Tools tools) {
        String directory = FilesSettings.of(host).away(instance);
        return new Side(host, shells.on(host), instance, directory, tools);
    }

    Pair pair(Host from, Host to, InstanceName instance) {
        Both<Side, Side> sides = both(
                () -> source(from, instance, look(from, instance)),
                () -> destination(to, instance, look(to, instance)));
        Exclusions exclusions = new Exclusions(definition(sides.first())
                .map(InstanceFile::runtime)
                .orElseThrow(() -> Faults.unreadable(sides.first().place() + "/instance.yaml", "it is not there")));
        return new Pair(sides.first(), sides.second(), exclusions);
    }

    /** What the instance's copy there says, in place or not; empty when there is none. */
    Optional<InstanceFile> definition(Host host, InstanceName instance) {
        return definition(destination(host, instance, look(host, instance)));
    }

    /** What the copy's {@code instance.yaml} says; empty when it has none. */
    static Optional<InstanceFile> definition(Side side) {
        String hex = side.tools().facts().getOrDefault("definition", "");
        return hex.isEmpty()
                ? Optional.empty()
                : Optional.of(InstanceFileReader.read(HexFormat.of().parseHex(hex)));
    }

    /** What is there of the instance now, on a host whose tools are known. */
    private Tools look(Host host, InstanceName instance) {
        Seen before = seen.get(host);
        return before != null && before.at().plus(REMEMBERED).isAfter(clock.instant())
                ? before.tools().with(ask(host, instance, Scripts.LOOK))
                : probe(host, instance);
    }

    private Tools probe(Host host, InstanceName instance) {
        Tools tools = ask(host, instance, Scripts.PROBE);
        seen.put(host, new Seen(tools, clock.instant()));
        return tools;
    }

    private Tools ask(Host host, InstanceName instance, Scripts script) {
        try {
            Command command = script.command(FilesSettings.of(host).root(), instance.value());
            return Tools.parse(shells.on(host).run(command).out());
        } catch (RemoteException e) {
            throw Faults.remote(host.name().value(), e);
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(host.name().value(), e);
        }
    }

    record Both<A, B>(A first, B second) {}

    /** Both at once; the first failure is thrown when both have ended. */
    static <A, B> Both<A, B> both(Callable<A> first, Callable<B> second) {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<A> one = pool.submit(first);
            Future<B> other = pool.submit(second);
            return new Both<>(one.get(), other.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Faults.cut("interrupted while reading", e);
        }
    }
}
