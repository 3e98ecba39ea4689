package io.evac.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evac.inventory.Address;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeysTest {
    @TempDir
    Path dir;

    private TestIdentity identity;
    private TestSshServer server;

    @BeforeEach
    void start() {
        identity = TestIdentity.in(dir);
        server = TestSshServer.start(identity);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void connect() throws RemoteException {
        try (SshShells shells = new SshShells(
                name -> {
                    throw new IllegalArgumentException("no such host");
                },
                identity.settings(),
                SshOptions.DEFAULT)) {
            shells.on(server.host("alpha")).run(Command.of("true"));
        }
    }

    private RemoteException refusal() {
        return catchThrowableOfType(RemoteException.class, this::connect);
    }

    private static String line(TestSshServer at, KeyPair key) {
        return "[127.0.0.1]:" + at.port() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n";
    }

    @Test
    void anUnknownKeyIsRefusedWithItsFingerprintAndNotWrittenDown() throws IOException {
        identity.pin("# nothing yet\n");

        RemoteException refused = refusal();

        assertThat(refused.kind()).isEqualTo(Kind.HOST_KEY);
        assertThat(refused)
                .hasMessageContaining("not pinned")
                .hasMessageContaining("SHA256:")
                .hasMessageContaining("Maybe");
        assertThat(Files.readString(identity.settings().knownHosts())).isEqualTo("# nothing yet\n");
    }

    @Test
    void withoutAFileOfKeysEveryHostIsRefused() {
        assertThat(refusal().kind()).isEqualTo(Kind.HOST_KEY);
    }

    @Test
    void aChangedKeyIsRefused() {
        identity.pin(line(server, TestSshServer.hostKey()));

        RemoteException refused = refusal();

        assertThat(refused.kind()).isEqualTo(Kind.HOST_KEY);
        assertThat(refused).hasMessageContaining("not the one pinned");
    }

    @Test
    void aRevokedKeyIsRefusedEvenWhereItIsPinned() {
        identity.pin(server.knownHostsLine(), "@revoked * " + PublicKeyEntry.toString(server.publicKey()) + "\n");

        RemoteException refused = refusal();

        assertThat(refused.kind()).isEqualTo(Kind.HOST_KEY);
        assertThat(refused).hasMessageContaining("revoked");
    }

    @Test
    void aKeyThatIsPinnedLaterIsAcceptedWithoutARestart() throws Exception {
        identity.pin("# nothing yet\n");
        try (SshShells shells = new SshShells(
                name -> {
                    throw new IllegalArgumentException("no such host");
                },
                identity.settings(),
                SshOptions.DEFAULT)) {
            var shell = shells.on(server.host("alpha"));
            assertThat(catchThrowableOfType(RemoteException.class, () -> shell.run(Command.of("true"))))
                    .isNotNull();

            identity.pin(server);

            assertThat(shell.run(Command.of("true")).ok()).isTrue();
        }
    }

    @Test
    void aHashedNameIsFound() throws Exception {
        byte[] salt = "twenty bytes of salt".getBytes(StandardCharsets.US_ASCII);
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(salt, "HmacSHA1"));
        byte[] hash = mac.doFinal(("[127.0.0.1]:" + server.port()).getBytes(StandardCharsets.US_ASCII));
        Base64.Encoder base64 = Base64.getEncoder();
        identity.pin("|1|" + base64.encodeToString(salt) + "|" + base64.encodeToString(hash) + " "
                + PublicKeyEntry.toString(server.publicKey()) + "\n");

        assertThatCode(this::connect).doesNotThrowAnyException();
        assertThat(new HostKeys(identity.settings())
                        .knownHostsLines(server.host("alpha").address()))
                .contains(server.knownHostsLine());
    }

    @Test
    void aKeyForAnotherPortDoesNotCount() {
        identity.pin("127.0.0.1 " + PublicKeyEntry.toString(server.publicKey()) + "\n");

        assertThat(refusal().kind()).isEqualTo(Kind.HOST_KEY);
    }

    @Test
    void aHostWithSeveralKeysShowsThePinnedOne() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        KeyPair second = rsa.generateKeyPair();
        server.close();
        server = TestSshServer.start(identity, 0, List.of(TestSshServer.hostKey(), second));
        identity.pin(line(server, second));

        assertThatCode(this::connect).doesNotThrowAnyException();
    }

    @Test
    void patternsNegationAndCommentsAreReadAsOpenSshDoes() throws Exception {
        String key = PublicKeyEntry.toString(server.publicKey());
        identity.pin("\n# comment\n", "*.example.org,!bad.example.org " + key + " a comment\n", "broken line\n");
        HostKeys keys = new HostKeys(identity.settings());

        assertThat(keys.knownHostsLines(address("web.Example.org", 22))).contains("web.Example.org " + key + "\n");
        assertThat(keys.knownHostsLines(address("bad.example.org", 22))).isEmpty();
        assertThat(keys.knownHostsLines(address("web.example.org", 2222))).isEmpty();
    }

    @Test
    void aLoginThatIsRefusedIsNotRetried() {
        TestIdentity stranger = TestIdentity.in(dir);
        stranger.pin(server);

        RemoteException refused = refusal();

        assertThat(refused.kind()).isEqualTo(Kind.AUTH);
        assertThat(refused).hasMessageContaining("authorized_keys");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aMissingOrEncryptedIdentityIsSaidSo() throws Exception {
        identity.pin(server);
        Files.writeString(identity.settings().identity(), ENCRYPTED);
        assertThat(refusal()).hasMessageContaining("is encrypted").hasMessageContaining("Maybe");

        Files.writeString(identity.settings().identity(), "ssh-ed25519 AAAA public");
        assertThat(refusal()).hasMessageContaining("not a private key");

        Files.delete(identity.settings().identity());
        assertThat(refusal().kind()).isEqualTo(Kind.AUTH);
        assertThat(refusal()).hasMessageContaining("does not exist");
    }

    private static Address address(String host, int port) {
        return new Address(host, port, "root", Optional.empty());
    }

    private static final String ENCRYPTED = """
            -----BEGIN OPENSSH PRIVATE KEY-----
            b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABCurgMq/T
            RNvRO9ert8MUE4AAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIJooDRPmcVCDXlY3
            u9tvu9eWZgAiw7smDwighwWdnHllAAAAkJqv4qJIAh+hm8rPf6jxpfjpfLMR7RXQqqAcfX
            04M06mIe5TfsVxK7NOhHOSjhNxNJoeG6hXWoBTbPIEfu2sQO502do/Titj+kuEYvgZbsWL
            Hv5WEKvuxSJz5Tx0eD91+0VZdI6tzinzX78B0CscYaNmDi0/IiWZZvg1Oy7t7AOzr+Ofiw
            OUwz0YczwtrOlDgQ==
            -----END OPENSSH PRIVATE KEY-----
            """;
}
