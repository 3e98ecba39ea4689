package io.evac.inventory;

import java.util.Optional;

/**
 * How a host is reached over SSH.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param jump another host of the inventory to go through
 */
public record Address(String host, int port, String user, Optional<HostName> jump) {
    /** @throws IllegalArgumentException for an impossible port, or an empty host or user */
    public Address {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port + ". Maybe a number from 1 to 65535");
        }
        if (host.isBlank() || user.isBlank()) {
            throw new IllegalArgumentException("address and user must not be empty");
        }
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
