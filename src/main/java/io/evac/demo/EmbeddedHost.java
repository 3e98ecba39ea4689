package io.evac.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;

/**
 * A host of the demo: a real SSH server on loopback whose commands are run by this machine's shell, with a folder of its
 * own. It lives in this JVM and so outlives the daemon.
 */
final class EmbeddedHost implements AutoCloseable {
    private static final String KEY_TYPE = "ecdsa-sha2-nistp256";
    private static final int KEY_BITS = 256;

    private final String name;
    private final Path folder;
    private final KeyPair hostKey;
    private final SshServer server;

    /** Starts a host on a free loopback port that lets in the owner of {@code client} only. */
    EmbeddedHost(String name, Path folder, PublicKey client) throws IOException {
        this.name = name;
        this.folder = Files.createDirectories(folder);
        Files.createDirectories(instances());
        Files.createDirectories(folder.resolve("etc"));
        this.hostKey = newKey();
        this.server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, client));
        server.setCommandFactory((channel, command) -> new ShellCommand(command, folder));
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, java.time.Duration.ofMinutes(10));
        server.start();
    }

    static KeyPair newKey() {
        try {
            return KeyUtils.generateKeyPair(KEY_TYPE, KEY_BITS);
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK cannot make ECDSA keys", impossible);
        }
    }

    String name() {
        return name;
    }

    /** Where its instances are: the driver's root. */
    Path instances() {
        return folder.resolve("srv");
    }

    Path folder() {
        return folder;
    }

    int port() {
        return server.getPort();
    }

    /** The line that pins this host's key. */
    String knownHostsLine() {
        return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(hostKey.getPublic());
    }

    /** Its entry in hosts.yaml. */
    List<String> inventory(String more) {
        return List.of(
                "  - name: " + name,
                "    address: 127.0.0.1",
                "    port: " + port(),
                "    driver: files",
                "    files: {root: \"" + instances() + "\", transfer: relay}",
                more);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
