package io.evac.remote.ssh;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Slots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;

/**
 * An SSH server on loopback that runs commands with the real {@code /bin/sh -c}, as sshd does. It accepts the key of
 * {@link TestIdentity}, forwards TCP (so it can be a jump host) and can be killed and stopped.
 */
public final class TestSshServer implements AutoCloseable {
    private final SshServer server;
    private final List<KeyPair> hostKeys;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<ShellCommand> running = ConcurrentHashMap.newKeySet();

    private TestSshServer(SshServer server, List<KeyPair> hostKeys) {
        this.server = server;
        this.hostKeys = hostKeys;
    }

    /** Starts a server with a fresh ECDSA host key on a free port. */
    public static TestSshServer start(TestIdentity identity) {
        return start(identity, 0, List.of(hostKey()));
    }

    /** Starts a server on a given port (0: a free one) with given host keys. */
    public static TestSshServer start(TestIdentity identity, int port, List<KeyPair> hostKeys) {
        SshServer sshd = SshServer.setUpDefaultServer();
        TestSshServer started = new TestSshServer(sshd, hostKeys);
        sshd.setHost("127.0.0.1");
        sshd.setPort(port);
        sshd.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        sshd.setPublickeyAuthenticator((user, key, session) -> identity.is(key));
        sshd.setCommandFactory((channel, line) -> new ShellCommand(line, started.running));
        sshd.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        sshd.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                started.connections.incrementAndGet();
            }
        });
        CoreModuleProperties.WINDOW_SIZE.set(sshd, 2L << 20);
        try {
            sshd.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return started;
    }

    public static KeyPair hostKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public int port() {
        return server.getPort();
    }

    public PublicKey publicKey() {
        return hostKeys.getFirst().getPublic();
    }

    /** The line that pins this server, ending in a line feed. */
    public String knownHostsLine() {
        return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(publicKey()) + "\n";
    }

    /** How many connections were ever accepted. */
    public int connections() {
        return connections.get();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return server.getActiveSessions().size();
    }

    /** How many commands run now. */
    public int runningCommands() {
        return running.size();
    }

    /** A host of the inventory for this server, driver {@code files}, nothing else set. */
    public Host host(String name) {
        return host(name, Optional.empty(), Map.of());
    }

    public Host host(String name, Optional<HostName> jump, Map<String, Object> settings) {
        return hostAt(name, port(), jump, settings);
    }

    public static Host hostAt(String name, int port, Optional<HostName> jump, Map<String, Object> settings) {
        return new Host(
                new HostName(name),
                new Address("127.0.0.1", port, "tester", jump),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                settings);
    }

    /** Drops every connection, as a host does whose sshd is killed; new ones are still accepted. */
    public void dropConnections() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    @Override
    public void close() {
        running.forEach(ShellCommand::kill);
        try {
            server.stop(true);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
