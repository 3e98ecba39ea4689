package io.evac.remote.ssh;

import io.evac.inventory.Address;
import io.evac.inventory.SshSettings;
import io.evac.remote.RemoteException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pinned host keys, for those who must pin them elsewhere. Reads the file of the settings; never writes it. */
public final class HostKeys {
    private final KnownHosts knownHosts;

    public HostKeys(SshSettings ssh) {
        this.knownHosts = new KnownHosts(ssh.knownHosts());
    }

    /**
     * The lines that pin this address in another known_hosts file: names in clear, {@code host} or
     * {@code [host]:port}, one key per line, each ending in a line feed. Revoked keys are left out.
     *
     * @return empty when no key is pinned
     * @throws RemoteException HOST_KEY when the file cannot be read
     */
    public Optional<String> knownHostsLines(Address address) throws RemoteException {
        String name = PinnedKey.nameOf(address.host(), address.port());
        String lines = trusted(knownHosts.of(name)).stream()
                .map(key -> name + " " + key.type() + " " + key.key() + "\n")
                .distinct()
                .collect(Collectors.joining());
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
    }

    /** The keys that may be trusted: a key that is revoked anywhere is not. */
    static List<PinnedKey> trusted(List<PinnedKey> keys) {
        return keys.stream()
                .filter(key -> keys.stream()
                        .noneMatch(other -> other.revoked() && other.key().equals(key.key())))
                .toList();
    }
}
