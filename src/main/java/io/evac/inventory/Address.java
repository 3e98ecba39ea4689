package io.evac.inventory;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a host is reached over SSH.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param jump another host of the inventory to go through
 * @param sudo whether the user becomes root for every command
 */
public record Address(String host, int port, String user, Optional<HostName> jump, boolean sudo) {
    private static final Pattern PLAIN_USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,31}");

    /** @throws IllegalArgumentException for an impossible port, a host or user that is empty or steers, or a user that sudo is not for */
    public Address {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port + ". Maybe a number from 1 to 65535");
        }
        if (host.isBlank() || user.isBlank()) {
            throw new IllegalArgumentException("address and user must not be empty");
        }
        if (Texts.STEERING.matcher(host + user).find()) {
            throw new IllegalArgumentException("a control character in " + Texts.quoted(user + "@" + host));
        }
        if (sudo && (user.equals("root") || !PLAIN_USER.matcher(user).matches())) {
            throw new IllegalArgumentException("sudo is not for the user " + Texts.quoted(user)
                    + ". Maybe name a login other than root, of letters and digits");
        }
    }

    /** Without sudo. */
    public Address(String host, int port, String user, Optional<HostName> jump) {
        this(host, port, user, jump, false);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
