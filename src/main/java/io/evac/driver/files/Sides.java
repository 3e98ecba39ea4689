package io.evac.driver.files;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import io.evac.remote.Shells;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Finds the copies of an instance and what their hosts can do. Thread-safe. */
final class Sides {
    private final Shells shells;

    Sides(Shells shells) {
        this.shells = shells;
    }

    /** The copy that is in place, else the one that is parked or arriving. */
    Side source(Host host, InstanceName instance) {
        Tools tools = probe(host, instance);
        FilesSettings settings = FilesSettings.of(host);
        if (!tools.has("home") && !tools.has("away")) {
            throw Faults.missing(host.name() + ":" + settings.root());
        }
        String directory = tools.has("home") ? settings.home(instance) : settings.away(instance);
        return new Side(host, shells.on(host), instance, directory, tools);
    }

    /** The arriving copy, which may not be there yet. */
    Side destination(Host host, InstanceName instance) {
        String directory = FilesSettings.of(host).away(instance);
        return new Side(host, shells.on(host), instance, directory, probe(host, instance));
    }

    Pair pair(Host from, Host to, InstanceName instance) {
        Both<Side, Side> sides = both(() -> source(from, instance), () -> destination(to, instance));
        Exclusions exclusions = new Exclusions(definition(sides.first())
                .map(InstanceFile::runtime)
                .orElseThrow(() -> Faults.unreadable(sides.first().place() + "/instance.yaml", "it is not there")));
        return new Pair(sides.first(), sides.second(), exclusions);
    }

    /** What the instance's copy there says, in place or not; empty when there is none. */
    Optional<InstanceFile> definition(Host host, InstanceName instance) {
        return definition(destination(host, instance));
    }

    /** What the copy's {@code instance.yaml} says; empty when it has none. */
    static Optional<InstanceFile> definition(Side side) {
        String hex = side.tools().facts().getOrDefault("definition", "");
        return hex.isEmpty()
                ? Optional.empty()
                : Optional.of(InstanceFileReader.read(HexFormat.of().parseHex(hex)));
    }

    private Tools probe(Host host, InstanceName instance) {
        String root = FilesSettings.of(host).root();
        Shell shell = shells.on(host);
        try {
            Result result = shell.run(Scripts.PROBE.command(root, instance.value()));
            return Tools.parse(result.out());
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
