package io.evac.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evac.inventory.HostName;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import io.evac.remote.RemoteStream;
import io.evac.remote.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshStreamTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int RELAYED = 256 << 20;

    @TempDir
    Path dir;

    private TestIdentity identity;
    private TestSshServer alpha;
    private TestSshServer beta;
    private SshShells shells;

    @BeforeEach
    void start() {
        identity = TestIdentity.in(dir);
        alpha = TestSshServer.start(identity);
        beta = TestSshServer.start(identity);
        identity.pin(alpha, beta);
        shells = shells(SshOptions.DEFAULT);
    }

    @AfterEach
    void stop() {
        shells.close();
        alpha.close();
        beta.close();
    }

    private SshShells shells(SshOptions options) {
        return new SshShells(
                name -> switch (name.value()) {
                    case "alpha" -> alpha.host("alpha");
                    case "left" -> alpha.host("left", Optional.of(new HostName("right")), Map.of());
                    case "right" -> alpha.host("right", Optional.of(new HostName("left")), Map.of());
                    default -> throw new IllegalArgumentException("no such host: " + name);
                },
                identity.settings(),
                options);
    }

    @Test
    void whatIsWrittenComesBackAndTheEndIsSeenOnBothSides() throws Exception {
        try (RemoteStream cat = shells.on(alpha.host("alpha")).open(Command.of("cat"))) {
            cat.stdin().write("hello".getBytes(StandardCharsets.US_ASCII));
            cat.stdin().close();

            assertThat(cat.stdout().readAllBytes()).asString().isEqualTo("hello");
            assertThat(cat.await(LONG)).isZero();
        }
    }

    @Test
    void theExitStatusAndTheLastErrorsAreKept() throws Exception {
        try (RemoteStream failing = shells.on(alpha.host("alpha"))
                .open(Command.of("sh", "-c", "yes | head -c 100000 >&2; echo disk full >&2; exit 3"))) {
            assertThat(failing.await(LONG)).isEqualTo(3);
            assertThat(failing.stderrTail()).endsWith("disk full\n").hasSizeLessThan(20_000);
        }
    }

    @Test
    void aRelayCarriesEveryByte() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        String there;
        long begin = System.nanoTime();
        try (RemoteStream from = shells.on(alpha.host("alpha"))
                        .open(Command.of("sh", "-c", "yes 0123456789abcdef | head -c " + RELAYED));
                RemoteStream to = shells.on(beta.host("beta")).open(Command.of("sha256sum"))) {
            try (OutputStream out = to.stdin();
                    InputStream in = new DigestInputStream(from.stdout(), digest)) {
                byte[] buffer = new byte[256 << 10];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                }
            }
            there = new String(to.stdout().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(from.await(LONG)).isZero();
            assertThat(to.await(LONG)).isZero();
        }
        System.out.printf("relay of 256 MiB: %.0f MB/s%n", RELAYED * 1e3 / (System.nanoTime() - begin));
        assertThat(there).startsWith(java.util.HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void aReaderThatDoesNotReadHoldsUpOnlyItsOwnCommand() throws Exception {
        Shell shell = shells.on(alpha.host("alpha"));
        try (RemoteStream endless = shell.open(Command.of("yes"))) {
            assertThat(endless.stdout().read()).isEqualTo('y');
            assertThat(shell.run(Command.of("echo", "free")).out()).isEqualTo("free\n");
        }
        Eventually.isTrue(() -> alpha.runningCommands() == 0);
    }

    @Test
    void aConnectionThatDiesIsNotTakenForTheEndOfTheStream() throws Exception {
        try (RemoteStream endless = shells.on(alpha.host("alpha")).open(Command.of("yes"))) {
            assertThat(endless.stdout().read()).isEqualTo('y');
            alpha.dropConnections();

            assertThatThrownBy(() -> endless.stdout().readAllBytes()).isInstanceOf(IOException.class);
            assertThat(catchThrowableOfType(RemoteException.class, () -> endless.await(LONG))
                            .kind())
                    .isEqualTo(Kind.CUT);
        }
    }

    @Test
    void aWriterIsToldWhenTheCommandHasEnded() throws Exception {
        try (RemoteStream deaf = shells.on(alpha.host("alpha")).open(Command.of("true"))) {
            assertThat(deaf.await(LONG)).isZero();
            byte[] much = new byte[8 << 20];
            assertThatThrownBy(() -> deaf.stdin().write(much)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void waitingForTheEndHasALimit() throws Exception {
        try (RemoteStream sleeping = shells.on(alpha.host("alpha")).open(Command.of("sleep", "60"))) {
            assertThat(catchThrowableOfType(RemoteException.class, () -> sleeping.await(Duration.ofMillis(200)))
                            .kind())
                    .isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void aHostBehindAJumpHostIsReachedWithItsOwnPinnedKey() throws Exception {
        Shell behind = shells.on(beta.host("beta", Optional.of(new HostName("alpha")), Map.of()));

        assertThat(behind.run(Command.of("echo", "through")).out()).isEqualTo("through\n");
        assertThat(alpha.connections()).isEqualTo(1);

        identity.pin(alpha);
        try (SshShells strict = shells(SshOptions.DEFAULT)) {
            Shell unknown = strict.on(beta.host("beta", Optional.of(new HostName("alpha")), Map.of()));
            assertThat(catchThrowableOfType(RemoteException.class, () -> unknown.run(Command.of("true")))
                            .kind())
                    .isEqualTo(Kind.HOST_KEY);
        }
        Eventually.isTrue(() -> alpha.openConnections() == 1);
    }

    @Test
    void jumpHostsInACircleAreRefused() {
        Shell lost = shells.on(beta.host("beta", Optional.of(new HostName("left")), Map.of()));

        RemoteException refused = catchThrowableOfType(RemoteException.class, () -> lost.run(Command.of("true")));

        assertThat(refused.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(refused).hasMessageContaining("circle").hasMessageContaining("left > right > left");
    }

    @Test
    void anUnknownJumpHostIsNamed() {
        Shell lost = shells.on(beta.host("beta", Optional.of(new HostName("nowhere")), Map.of()));

        assertThat(catchThrowableOfType(RemoteException.class, () -> lost.run(Command.of("true"))))
                .hasMessageContaining("nowhere");
    }

    @Test
    void aHostThatFallsSilentIsGivenUpWhileOneThatOnlyTakesLongIsNot() throws Exception {
        try (StallingProxy wire = StallingProxy.to(alpha.port());
                SshShells watchful = shells(SshOptions.DEFAULT.withAlive(Duration.ofMillis(200), 3))) {
            identity.pin(alpha.knownHostsLine().replace(":" + alpha.port(), ":" + wire.port()));
            Shell shell = watchful.on(TestSshServer.hostAt("alpha", wire.port(), Optional.empty(), Map.of()));
            assertThat(shell.run(Command.of("sleep", "1")).ok()).isTrue();
            CompletableFuture<RemoteException> cut = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    RemoteException.class,
                    () -> shell.run(Command.of("sleep", "60").withTimeout(LONG))));
            Eventually.isTrue(() -> alpha.runningCommands() == 1);

            wire.stall();

            assertThat(cut.get(180, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CUT);
        }
    }

    @Test
    void aHostBehindAJumpHostThatFallsSilentIsGivenUp() throws Exception {
        try (StallingProxy wire = StallingProxy.to(beta.port());
                SshShells watchful = shells(SshOptions.DEFAULT.withAlive(Duration.ofMillis(200), 3))) {
            identity.pin(alpha.knownHostsLine(), beta.knownHostsLine().replace(":" + beta.port(), ":" + wire.port()));
            Shell shell = watchful.on(
                    TestSshServer.hostAt("beta", wire.port(), Optional.of(new HostName("alpha")), Map.of()));
            CompletableFuture<RemoteException> cut = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    RemoteException.class,
                    () -> shell.run(Command.of("sleep", "60").withTimeout(LONG))));
            Eventually.isTrue(() -> beta.runningCommands() == 1);

            wire.stall();

            assertThat(cut.get(180, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CUT);
        }
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsUnreachable() throws Exception {
        try (StallingProxy wire = StallingProxy.to(alpha.port());
                SshShells patient = shells(SshOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(400)))) {
            wire.stall();
            Shell shell = patient.on(TestSshServer.hostAt("alpha", wire.port(), Optional.empty(), Map.of()));

            RemoteException silent = catchThrowableOfType(RemoteException.class, () -> shell.run(Command.of("true")));

            assertThat(silent.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(silent).hasMessageContaining("did not answer within 400 ms");
        }
    }
}
