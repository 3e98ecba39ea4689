package io.evac.notice;

import io.evac.inventory.HostName;
import io.evac.inventory.Texts;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who is told.
 *
 * @param address a mail address, a URL, or nothing for the owners of the instances that the list names
 * @param on of what
 * @param links whether owners are offered to have their instances moved early
 * @param hosts those whose instances that is offered for; empty for all
 */
public record Target(Kind kind, String address, Set<What> on, boolean links, Set<HostName> hosts) {
    private static final Pattern MAIL = Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+");
    private static final int LONGEST = 1000;
    private static final int LAST_PORT = 65_535;

    /** How they are told. */
    public enum Kind {
        MAIL,
        WEBHOOK,
        /** By mail, each of its own instances only. */
        OWNERS
    }

    /** Without links. */
    public Target(Kind kind, String address, Set<What> on) {
        this(kind, address, on, false, Set.of());
    }

    /** @throws IllegalArgumentException for what is no address */
    public Target {
        on = on.isEmpty() ? EnumSet.allOf(What.class) : Set.copyOf(on);
        hosts = Set.copyOf(hosts);
        boolean fits = switch (kind) {
            case MAIL -> isMail(address);
            case WEBHOOK -> isUrl(address);
            case OWNERS -> address.isEmpty();
        };
        if (links && kind != Kind.OWNERS) {
            throw new IllegalArgumentException("links are for owners only. Maybe owners: true, links: true");
        }
        if (!hosts.isEmpty() && !links) {
            throw new IllegalArgumentException(
                    "hosts say whose instances owners get links for. Maybe owners: true, links: true, hosts: [h1]");
        }
        if (!fits || address.length() > LONGEST) {
            throw new IllegalArgumentException("nobody to tell: " + Texts.quoted(address)
                    + ". Maybe mail: ops@example.org, webhook: https://example.org/hook, or owners: true");
        }
    }

    /** Whether owners of that host's instances are offered to have them moved early. */
    boolean offers(HostName host) {
        return links && (hosts.isEmpty() || hosts.contains(host));
    }

    /** Whether mail can be sent there: an owner may also be a handle. */
    static boolean isMail(String address) {
        return MAIL.matcher(address).matches();
    }

    /** Whether it is a URL that can be posted to: its host named, and nobody's password in it. */
    public static boolean isUrl(String address) {
        try {
            URI uri = URI.create(address);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return web && uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() <= LAST_PORT;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
