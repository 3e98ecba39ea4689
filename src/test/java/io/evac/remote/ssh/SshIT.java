package io.evac.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evac.inventory.Host;
import io.evac.inventory.SshSettings;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against OpenSSH's own sshd, on a loopback port, with keys of its own. */
class SshIT {
    private static final int RELAYED = 512 << 20;

    @TempDir
    Path dir;

    private OpenSshServer server;
    private TestIdentity identity;
    private SshShells shells;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        if (!OpenSshServer.available()) {
            System.out.println("SshIT skipped: there is no sshd with ssh-keygen. Maybe install openssh-server");
            Assumptions.abort("no sshd with ssh-keygen");
        }
        identity = TestIdentity.in(dir);
        server = OpenSshServer.start(dir, identity);
        identity.pin(server.knownHostsLine());
        shells = shells(SshOptions.DEFAULT);
        shell = shells.on(server.host("alpha"));
    }

    @AfterEach
    void stop() throws Exception {
        if (shells != null) {
            shells.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private SshShells shells(SshOptions options) {
        return new SshShells(name -> server.host(name.value()), identity.settings(), options);
    }

    @Test
    void commandsAnswerAsOverSsh() throws Exception {
        Result result = shell.run(Command.of("sh", "-c", "cat; echo err >&2; exit 9")
                .withStdin("in".getBytes(StandardCharsets.US_ASCII)));

        assertThat(result).extracting(Result::exit, Result::out, Result::err).containsExactly(9, "in", "err\n");
        assertThat(shell.run(Command.of("sh", "-c", "kill -TERM $$")).exit()).isEqualTo(143);
        assertThat(shell.run(Command.of("printf", "%s", "it's\n$HOME \\ !x")).out())
                .isEqualTo("it's\n$HOME \\ !x");
    }

    @Test
    void aHundredCommandsAtOnceStayWithinTheBudget() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Result>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String number = String.valueOf(i);
                results.add(callers.submit(() -> shell.run(Command.of("echo", number))));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get().out()).isEqualTo(i + "\n");
            }
        }
    }

    @Test
    void aHostThatAllowsFewerChannelsIsServedOverMoreConnections() throws Exception {
        Path narrow = Files.createDirectory(dir.resolve("narrow"));
        try (OpenSshServer few = OpenSshServer.start(narrow, identity, "MaxSessions 2")) {
            identity.pin(server.knownHostsLine(), few.knownHostsLine());
            Shell there = shells.on(few.host("beta"));
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Result>> results = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    results.add(callers.submit(() -> there.run(Command.of("sh", "-c", "cat; echo ran"))));
                }
                for (Future<Result> result : results) {
                    assertThat(result.get().out()).isEqualTo("ran\n");
                }
            }
        }
    }

    @Test
    void abandonedCommandsThatStillRunDoNotUseUpTheHost() throws Exception {
        Path pids = dir.resolve("pids");
        Command stubborn = Command.of("sh", "-c", "echo $$ >> \"$1\"; exec sleep 300", "sh", pids.toString())
                .withTimeout(Duration.ofSeconds(10));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 2; round++) {
                List<Future<Result>> results = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    results.add(callers.submit(() -> shell.run(stubborn)));
                }
                for (Future<Result> result : results) {
                    assertThat(catchThrowableOfType(ExecutionException.class, result::get)
                                    .getCause())
                            .isInstanceOfSatisfying(
                                    RemoteException.class,
                                    late -> assertThat(late.kind()).isEqualTo(Kind.TIMEOUT));
                }
            }
            assertThat(shell.run(Command.of("echo", "next")).out()).isEqualTo("next\n");
        } finally {
            for (String pid : Files.readAllLines(pids)) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroy);
            }
        }
    }

    @Test
    void aCommandThatRunsTooLongIsReportedAndTheConnectionStaysGood() throws Exception {
        Path pid = dir.resolve("pid");
        RemoteException late = catchThrowableOfType(
                RemoteException.class,
                () -> shell.run(Command.of("sh", "-c", "echo $$ > \"$1\"; exec sleep 300", "sh", pid.toString())
                        .withTimeout(Duration.ofSeconds(10))));

        assertThat(late.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(late.mayHaveRun()).isTrue();
        assertThat(shell.run(Command.of("echo", "next")).out()).isEqualTo("next\n");
        // sshd passes no signal on to a root login's command, so the test ends what it started.
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroy);
    }

    @Test
    void aRelayCarriesEveryByte() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Command source = Command.of("head", "-c", String.valueOf(RELAYED), "/dev/zero");
        Host beta = server.host("beta");
        try (RemoteStream from = shell.open(source);
                RemoteStream to = shells.on(beta).open(Command.of("sha256sum"))) {
            copy(new DigestInputStream(from.stdout(), digest), to.stdin());
            String there = new String(to.stdout().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(from.await(Duration.ofMinutes(1))).isZero();
            assertThat(to.await(Duration.ofMinutes(1))).isZero();
            assertThat(there).startsWith(HexFormat.of().formatHex(digest.digest()));
        }
    }

    @Test
    void aRelayIsMeasured() throws Exception {
        Command source = Command.of("head", "-c", String.valueOf(RELAYED), "/dev/zero");
        long begin = System.nanoTime();
        try (RemoteStream from = shell.open(source);
                RemoteStream to = shell.open(Command.of("sh", "-c", "cat >/dev/null"))) {
            copy(from.stdout(), to.stdin());
            assertThat(to.await(Duration.ofMinutes(1))).isZero();
        }
        System.out.printf("relay of %d MiB: %.0f MB/s%n", RELAYED >> 20, RELAYED * 1e3 / (System.nanoTime() - begin));
    }

    @Test
    void aKilledServerIsACut() throws Exception {
        try (RemoteStream endless = shell.open(Command.of("sleep", "300"))) {
            server.killConnections();

            assertThat(catchThrowableOfType(RemoteException.class, () -> endless.await(Duration.ofMinutes(3)))
                            .kind())
                    .isEqualTo(Kind.CUT);
        }
        assertThat(shell.run(Command.of("echo", "again")).out()).isEqualTo("again\n");
    }

    @Test
    void aHostBehindAJumpHostIsReached() throws Exception {
        assertThat(shells.on(server.hostVia("beta", "alpha"))
                        .run(Command.of("echo", "through"))
                        .out())
                .isEqualTo("through\n");
    }

    @Test
    void aOneTimeKeyAndThePinnedLinesLetOpenSshLogIn() throws Exception {
        Path known = dir.resolve("one_known");
        Files.writeString(
                known,
                new HostKeys(identity.settings())
                        .knownHostsLines(server.host("alpha").address())
                        .orElseThrow());
        try (OneTimeKey key = OneTimeKey.generate("evac-it")) {
            server.alsoAccept("restrict,command=\"echo allowed\" " + key.publicLine());
            assertThat(server.ssh(key.privateKey(), known)).isEqualTo("allowed\n");
        }
    }

    @Test
    void rsaAndEcdsaIdentitiesLogInToo() throws Exception {
        for (String type : List.of("rsa", "ecdsa")) {
            Path key = server.newKey(type);
            server.alsoAccept(
                    Files.readString(dir.resolve("key_" + type + ".pub")).strip());
            SshSettings settings = new SshSettings(key, identity.settings().knownHosts());
            try (SshShells other = new SshShells(name -> server.host("alpha"), settings, SshOptions.DEFAULT)) {
                assertThat(other.on(server.host("alpha"))
                                .run(Command.of("echo", type))
                                .out())
                        .isEqualTo(type + "\n");
            }
        }
    }

    private static void copy(InputStream in, OutputStream out) throws Exception {
        byte[] buffer = new byte[256 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
        }
        out.close();
    }
}
