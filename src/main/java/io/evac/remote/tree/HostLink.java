package io.evac.remote.tree;

import io.evac.inventory.Address;
import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.MoveContext;
import io.evac.remote.guard.Grant;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Lets a source log in at a destination for one transfer: with a key of its own, which ends with it. Thread-safe. */
final class HostLink {
    /** Only the files that travel with the key know this name. */
    static final String ALIAS = "evac-destination";

    /** What ssh ends with when it failed itself. */
    static final int UNREACHED = 255;

    /** How long a key may be good. */
    static final Duration LONGEST = Duration.ofHours(12);

    /** Twice as fast as ssh's own first choice where the processor knows AES; any other may still be agreed on. */
    private static final String FIRST_CIPHER = "Ciphers ^aes128-gcm@openssh.com\n";

    private static final Duration LAST_WORDS = Duration.ofMinutes(1);

    private final Receivers receivers;
    private final PinnedKeys pinned;
    private final Clock clock;
    private final Set<Granted> granted = ConcurrentHashMap.newKeySet();

    private record Granted(Host host, InstanceName instance) {}

    HostLink(Receivers receivers, PinnedKeys pinned, Clock clock) {
        this.receivers = receivers;
        this.pinned = pinned;
        this.clock = clock;
    }

    /**
     * Opens the destination to the source for so long.
     *
     * @param tar what unpacks when the source asks for {@code evac-tar}; empty for none
     * @param sockets absolute paths of the destination's sockets that the source may reach besides
     * @return what {@code link.sh} reads in the source: private key, known host and ssh's settings, each ended by a dot
     * @throws UnreachedException when the destination takes no key
     */
    String open(MoveContext ctx, Pair pair, Duration left, List<String> tar, List<String> sockets) {
        Host destination = pair.destination().host();
        if (!plain(destination.address())) {
            throw new UnreachedException("not a plain address: " + destination.address());
        }
        OneTimeKey key = new OneTimeKey();
        grant(ctx, pair, key, left, tar, sockets);
        StringBuilder orders = new StringBuilder(key.privateFile()).append(".\n");
        for (String pin : pinned.of(destination.address())) {
            orders.append(ALIAS).append(' ').append(pin).append('\n');
        }
        return orders.append(".\n")
                .append(settings(destination.address()))
                .append(pair.source().tools().has("ssh-gcm") ? FIRST_CIPHER : "")
                .append(".\n")
                .toString();
    }

    private void grant(
            MoveContext ctx, Pair pair, OneTimeKey key, Duration left, List<String> tar, List<String> sockets) {
        Side destination = pair.destination();
        String from = addresses(pair.source().host().address());
        granted.add(new Granted(destination.host(), destination.instance()));
        try {
            Grant grant =
                    new Grant(key.publicLine(), from, clock.instant().plus(left).plus(LAST_WORDS), tar, sockets);
            receivers.grant(destination.host(), destination.instance(), ctx.ticket(), grant);
        } catch (GuardRefusedException e) {
            if (e.reason() == GuardRefusedException.Reason.HOST) {
                throw new UnreachedException(e.getMessage());
            }
            throw e;
        } catch (GuardUnreachableException e) {
            throw Faults.cut(String.valueOf(e.getMessage()), e);
        }
    }

    /** Takes back the key of a transfer that has ended, if it got one. */
    void close(MoveContext ctx) {
        if (granted.contains(new Granted(ctx.destination(), ctx.instance()))) {
            takeBack(ctx);
        }
    }

    /**
     * Takes back every key of the move, those included that were granted before Evac was started again. Where the guard
     * cannot be asked this is put off and said, never an error: the key ends by itself, and whoever cleans up after a
     * failure must get on.
     */
    void takeBack(MoveContext ctx) {
        try {
            receivers.ungrant(ctx.destination(), ctx.instance(), ctx.ticket().owner());
            granted.remove(new Granted(ctx.destination(), ctx.instance()));
        } catch (GuardUnreachableException | GuardRefusedException e) {
            ctx.progress().waiting(ctx.move().id(), "a transfer key expires unrevoked: " + e.getMessage());
        }
    }

    /** Whether nothing in the address could be read as something else by ssh or a shell. */
    static boolean plain(Address to) {
        return to.host().matches("[A-Za-z0-9][A-Za-z0-9.:%-]*") && to.user().matches("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    }

    /** The only settings that ssh reads there: nothing of the host's own, and the pinned key only. */
    private static String settings(Address to) {
        return """
                HostName %s
                User %s
                Port %d
                HostKeyAlias %s
                IdentityFile key
                IdentitiesOnly yes
                IdentityAgent none
                UserKnownHostsFile known
                GlobalKnownHostsFile none
                StrictHostKeyChecking yes
                BatchMode yes
                ConnectTimeout 10
                ServerAliveInterval 10
                ServerAliveCountMax 3
                """.formatted(to.host().replace("%", "%%"), to.user(), to.port(), ALIAS);
    }

    /** The source's addresses, as the destination may see them. */
    private static String addresses(Address source) {
        try {
            return Arrays.stream(InetAddress.getAllByName(source.host()))
                    .map(InetAddress::getHostAddress)
                    .map(address -> address.replaceFirst("%.*", ""))
                    .distinct()
                    .collect(Collectors.joining(","));
        } catch (UnknownHostException e) {
            throw new UnreachedException("no address for " + source.host());
        }
    }
}
