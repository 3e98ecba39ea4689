package io.evac.daemon;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Holds back who guesses passwords, by account and by address: a few attempts are free, behind them each has to wait twice as long
 * as the one before. An account that there is not is held back like any other. Knows a bounded number of both. Thread-safe.
 */
final class Throttle {
    private static final int ACCOUNT_FREE = 10;
    private static final int ADDRESS_FREE = 30;
    private static final int MOST_KNOWN = 20_000;
    private static final int LONGEST_NAME = 64;
    private static final int MOST_DOUBLINGS = 5;
    private static final int NETWORK_BYTES = 8;
    /** By which of our own network cards it came. */
    private static final Pattern ZONE = Pattern.compile("%.*");

    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final Clock clock;
    private final Map<String, Failures> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    /** How often, when last, and until when nothing is tried again. */
    private record Failures(int count, Instant last, Instant until) {
        Failures oneLess() {
            return new Failures(count - 1, last, last);
        }
    }

    Throttle(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts an attempt as a failure, before it is known: many at once are as many.
     *
     * @return when to try again; empty when it may be tried now
     */
    synchronized Optional<Instant> attempt(String account, String address) {
        Instant now = clock.instant();
        Instant until = latest(account(account), address(address), now);
        if (now.isBefore(until)) {
            return Optional.of(until);
        }
        count(account(account), ACCOUNT_FREE, now);
        count(address(address), ADDRESS_FREE, now);
        return Optional.empty();
    }

    /** It was the right password. */
    synchronized void succeeded(String account, String address) {
        known.remove(account(account));
        known.computeIfPresent(address(address), (key, failures) -> failures.oneLess());
    }

    /** It was never asked whether the password is right: as if nobody had tried. */
    synchronized void unasked(String account, String address) {
        known.computeIfPresent(account(account), (key, failures) -> failures.oneLess());
        known.computeIfPresent(address(address), (key, failures) -> failures.oneLess());
    }

    /** How many accounts and addresses it knows. */
    synchronized int known() {
        return known.size();
    }

    private Instant latest(String account, String address, Instant now) {
        Instant one = known.getOrDefault(account, new Failures(0, now, now)).until();
        Instant other = known.getOrDefault(address, new Failures(0, now, now)).until();
        return one.isAfter(other) ? one : other;
    }

    private void count(String key, int free, Instant now) {
        Failures before = known.get(key);
        boolean fresh = before == null || now.isAfter(before.last().plus(FORGOTTEN));
        int count = fresh ? 1 : before.count() + 1;
        known.put(key, new Failures(count, now, now.plus(pause(count - free))));
    }

    private static Duration pause(int above) {
        if (above < 0) {
            return Duration.ZERO;
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(above, MOST_DOUBLINGS));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static String account(String name) {
        return "account " + name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    /** Whoever has one address of IPv6 has the whole network around it; one that stands for an address of IPv4 is that one. */
    private static String address(String address) {
        if (!address.contains(":")) {
            return "address " + address;
        }
        try {
            // In brackets it is never looked up as a name.
            InetAddress read = InetAddress.getByName("[" + ZONE.matcher(address).replaceFirst("") + "]");
            return read instanceof Inet6Address
                    ? "network " + HexFormat.of().formatHex(read.getAddress(), 0, NETWORK_BYTES)
                    : "address " + read.getHostAddress();
        } catch (UnknownHostException none) {
            return "address " + address;
        }
    }
}
