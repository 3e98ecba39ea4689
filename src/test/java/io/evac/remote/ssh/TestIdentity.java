package io.evac.remote.ssh;

import io.evac.inventory.SshSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.Arrays;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/** A fresh Ed25519 identity and a known_hosts file in a scratch directory. */
public final class TestIdentity {
    private final SshSettings settings;
    private final String publicLine;

    private TestIdentity(SshSettings settings, String publicLine) {
        this.settings = settings;
        this.publicLine = publicLine;
    }

    public static TestIdentity in(Path dir) {
        try (OneTimeKey key = OneTimeKey.generate("tester")) {
            SshSettings settings = new SshSettings(dir.resolve("identity"), dir.resolve("known_hosts"));
            Files.write(settings.identity(), key.privateKey());
            Files.setPosixFilePermissions(settings.identity(), PosixFilePermissions.fromString("rw-------"));
            return new TestIdentity(settings, key.publicLine());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public SshSettings settings() {
        return settings;
    }

    /** The line for authorized_keys. */
    public String publicLine() {
        return publicLine;
    }

    /** Pins exactly these lines (each ending in a line feed). */
    public TestIdentity pin(String... lines) {
        try {
            Files.writeString(settings.knownHosts(), String.join("", lines));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return this;
    }

    /** Pins exactly these servers. */
    public TestIdentity pin(TestSshServer... servers) {
        return pin(Arrays.stream(servers).map(TestSshServer::knownHostsLine).toArray(String[]::new));
    }

    boolean is(PublicKey key) {
        String[] mine = publicLine.split(" ");
        return PublicKeyEntry.toString(key).equals(mine[0] + " " + mine[1]);
    }
}
