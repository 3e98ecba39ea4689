package io.evac.remote.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.UserInfo;
import io.evac.remote.RemoteException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The verdict on the key that one host offers in one connect: pinned, or refused. Accepts and stores nothing. */
final class HostKeyCheck implements HostKeyRepository {
    private static final List<String> ALGORITHMS = List.of(
            "ssh-ed25519",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "rsa-sha2-512",
            "rsa-sha2-256");

    private final String name;
    private final KnownHosts file;
    private final List<PinnedKey> pinned;

    @Nullable
    private volatile RemoteException refusal;

    HostKeyCheck(String name, KnownHosts file) throws RemoteException {
        this.name = name;
        this.file = file;
        this.pinned = file.of(name);
    }

    /**
     * The algorithms to ask for: those of the pinned keys first, so that a host with keys of several types shows the
     * pinned one. The others follow only so that a refusal can name the key that was offered.
     */
    String algorithms() {
        Set<String> order = new LinkedHashSet<>();
        HostKeys.trusted(pinned)
                .forEach(key -> order.addAll(
                        key.type().equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(key.type())));
        order.retainAll(ALGORITHMS);
        order.addAll(ALGORITHMS);
        return String.join(",", order);
    }

    /** Why the offered key was refused, once it was. */
    Optional<RemoteException> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public int check(String host, byte[] key) {
        boolean revoked = pinned.stream().anyMatch(p -> p.revoked() && p.equalsKey(key));
        List<PinnedKey> trusted = HostKeys.trusted(pinned);
        if (!revoked && trusted.stream().anyMatch(p -> p.equalsKey(key))) {
            return OK;
        }
        String offered = "the key that " + name + " offers (" + PinnedKey.fingerprint(key) + ") is ";
        refusal = new RemoteException(RemoteException.Kind.HOST_KEY, offered + reason(revoked, trusted.isEmpty()));
        return trusted.isEmpty() && !revoked ? NOT_INCLUDED : CHANGED;
    }

    private String reason(boolean revoked, boolean unknown) {
        if (revoked) {
            return "revoked in " + file.file() + ". Maybe the host was compromised: give it a new key and pin that one";
        }
        return unknown
                ? "not pinned in " + file.file() + ". Maybe compare the fingerprint on the host's console, then add "
                        + "the key with: ssh-keyscan"
                : "not the one pinned in " + file.file() + ". Maybe the host was reinstalled, or somebody is in "
                        + "between: compare the fingerprint on the host's console before you replace the pinned key";
    }

    @Override
    public void add(HostKey hostkey, UserInfo ui) {
        throw new UnsupportedOperationException("host keys are pinned by hand");
    }

    @Override
    public void remove(String host, String type) {
        throw new UnsupportedOperationException("host keys are pinned by hand");
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        throw new UnsupportedOperationException("host keys are pinned by hand");
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return file.file().toString();
    }

    @Override
    public HostKey[] getHostKey() {
        return getHostKey(name, null);
    }

    /** JSch asks for revoked keys here; {@link #check} has refused them already. */
    @Override
    public HostKey[] getHostKey(String host, @Nullable String type) {
        return new HostKey[0];
    }
}
