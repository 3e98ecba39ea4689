package io.evac.remote.tree;

import io.evac.inventory.Address;
import io.evac.inventory.HostName;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Whether a source reaches a destination's sshd and finds the key there that we pinned; asked, not guessed. */
final class Reach {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private final PinnedKeys pinned;
    private final Clock clock;
    private final Map<Link, Seen> seen = new ConcurrentHashMap<>();

    private record Link(HostName from, HostName to) {}

    private record Seen(boolean reached, Instant at) {}

    Reach(PinnedKeys pinned, Clock clock) {
        this.pinned = pinned;
        this.clock = clock;
    }

    boolean reaches(Pair pair) {
        Link link = link(pair);
        Seen before = seen.get(link);
        if (before != null && before.at().plus(REMEMBERED).isAfter(clock.instant())) {
            return before.reached();
        }
        boolean reached = ask(pair);
        seen.put(link, new Seen(reached, clock.instant()));
        return reached;
    }

    /** It did not work although it looked as if. */
    void failed(Pair pair) {
        seen.put(link(pair), new Seen(false, clock.instant()));
    }

    private static Link link(Pair pair) {
        return new Link(pair.source().host().name(), pair.destination().host().name());
    }

    private boolean ask(Pair pair) {
        Address to = pair.destination().host().address();
        List<String> keys = pinned.of(to);
        if (keys.isEmpty() || !HostLink.plain(to)) {
            return false;
        }
        String types = keys.stream().map(Reach::type).distinct().collect(Collectors.joining(","));
        try {
            Result result =
                    pair.source().shell().run(Scripts.REACH.command(to.host(), String.valueOf(to.port()), types));
            return result.out().lines().anyMatch(line -> keys.stream().anyMatch(key -> line.endsWith(" " + key)));
        } catch (RemoteException e) {
            throw Faults.remote(pair.source().place(), e);
        }
    }

    private static String type(String key) {
        if (key.startsWith("ecdsa-")) {
            return "ecdsa";
        }
        return key.startsWith("ssh-rsa ") ? "rsa" : "ed25519";
    }
}
