package io.evac.daemon;

import io.evac.inventory.HostName;
import io.evac.run.Hosts;
import io.evac.run.Hosts.DoctorFinding;
import io.evac.run.Hosts.HostView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The caller's hosts as they were seen last. However many ask at once, one looks, and the others get what it saw. Thread-safe.
 */
public final class LatestHosts {
    private final Hosts hosts;
    private final Reach reach;
    private final Duration fresh;
    private final Clock clock;
    private Optional<Look> last = Optional.empty();
    private Optional<CompletableFuture<Look>> pending = Optional.empty();
    /** How often somebody changed what a look shows; what was begun before that is not kept. */
    private long changes;

    /** @param fresh how old a look may be */
    LatestHosts(Hosts hosts, Reach reach, Duration fresh, Clock clock) {
        this.hosts = hosts;
        this.reach = reach;
        this.fresh = fresh;
        this.clock = clock;
    }

    /**
     * Hosts of hosts.yaml, in its order.
     *
     * @param at when the look was begun
     */
    public record Look(Instant at, List<HostView> hosts) {
        public Look {
            hosts = List.copyOf(hosts);
        }
    }

    /** What was seen lately, else what is seen now. */
    public Look look() {
        Optional<Look> before = last();
        return within(before.filter(this::isFresh).orElseGet(() -> result(shared())));
    }

    private Look within(Look look) {
        return reach.names()
                .map(mine -> new Look(
                        look.at(),
                        look.hosts().stream()
                                .filter(view -> mine.contains(view.host().name().value()))
                                .toList()))
                .orElse(look);
    }

    /** The same for who does not wait longer than that: then what was seen before, however long ago, if anything was. */
    public Optional<Look> look(Duration patience) {
        return seen(patience).map(this::within);
    }

    private Optional<Look> seen(Duration patience) {
        Optional<Look> before = last();
        if (before.filter(this::isFresh).isPresent()) {
            return before;
        }
        CompletableFuture<Look> looking = shared();
        try {
            looking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return before;
        } catch (ExecutionException failed) {
            return Optional.of(result(looking));
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            return before;
        }
        return Optional.of(result(looking));
    }

    /** What is seen now, or by the look that is under way: whoever asks again and again makes no second one. */
    public Look now() {
        return within(result(shared()));
    }

    /** As {@link Hosts#find}. */
    public Optional<HostView> find(HostName host) {
        reach.require(host);
        return hosts.find(host);
    }

    /** As {@link Hosts#doctor}. */
    public List<DoctorFinding> doctor(List<HostName> named) {
        named.forEach(reach::require);
        Optional<List<HostName>> own = reach.restricted();
        if (named.isEmpty() && own.filter(List::isEmpty).isPresent()) {
            // Nobody named would be every host.
            return List.of();
        }
        return hosts.doctor(named.isEmpty() ? own.orElse(named) : named);
    }

    /** As {@link Hosts#cordon}; the next look shows it. */
    public void cordon(HostName host, boolean cordoned, String actor) {
        reach.require(host);
        hosts.cordon(host, cordoned, actor);
        forget();
    }

    private synchronized void forget() {
        last = Optional.empty();
        pending = Optional.empty();
        changes++;
    }

    private CompletableFuture<Look> shared() {
        CompletableFuture<Look> mine = new CompletableFuture<>();
        CompletableFuture<Look> looking;
        long begun;
        synchronized (this) {
            looking = pending.orElse(mine);
            pending = Optional.of(looking);
            begun = changes;
        }
        if (looking == mine) {
            Thread.ofVirtual().name("hosts").start(() -> survey(mine, begun));
        }
        return looking;
    }

    private static Look result(CompletableFuture<Look> looking) {
        try {
            return looking.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }

    private void survey(CompletableFuture<Look> mine, long begun) {
        Instant at = clock.instant();
        try {
            Look look = new Look(at, hosts.list());
            keep(Optional.of(look), begun);
            mine.complete(look);
        } catch (RuntimeException | Error failed) {
            keep(last(), begun);
            mine.completeExceptionally(failed);
        }
    }

    private synchronized Optional<Look> last() {
        return last;
    }

    private synchronized void keep(Optional<Look> look, long begun) {
        if (changes == begun) {
            last = look;
            pending = Optional.empty();
        }
    }

    private boolean isFresh(Look look) {
        return look.at().plus(fresh).isAfter(clock.instant());
    }
}
