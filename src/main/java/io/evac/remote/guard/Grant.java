package io.evac.remote.guard;

import java.time.Instant;
import java.util.List;

/**
 * What the holder of a one-time key may do on a host: be the receiver of one attempt, by rsync or by the vector that {@code
 * evac-tar} stands for.
 *
 * @param publicKeyLine as {@code ssh-keygen} prints it; its comment is dropped
 * @param from addresses or patterns without wildcards, separated by commas
 * @param expires rounded up to the minute; the host's own clock decides
 * @param tar what unpacks when {@code evac-tar} is asked for; empty for none
 * @param sockets absolute paths of the sockets of the host that it may reach besides
 */
public record Grant(String publicKeyLine, String from, Instant expires, List<String> tar, List<String> sockets) {
    public Grant {
        tar = List.copyOf(tar);
        sockets = List.copyOf(sockets);
    }
}
