package io.evac.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evac.inventory.Host;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshShellTest {
    @TempDir
    Path dir;

    private TestIdentity identity;
    private TestSshServer server;
    private SshShells shells;
    private Shell shell;

    @BeforeEach
    void start() {
        identity = TestIdentity.in(dir);
        server = TestSshServer.start(identity);
        identity.pin(server);
        shells = shells(SshOptions.DEFAULT);
        shell = shells.on(server.host("alpha"));
    }

    @AfterEach
    void stop() {
        shells.close();
        server.close();
    }

    private SshShells shells(SshOptions options) {
        return new SshShells(
                name -> {
                    throw new IllegalArgumentException("no such host");
                },
                identity.settings(),
                options);
    }

    private static Command sh(String script) {
        return Command.of("sh", "-c", script);
    }

    private RemoteException failure(Command command) {
        return catchThrowableOfType(RemoteException.class, () -> shell.run(command));
    }

    @Test
    void answersOutputErrorsAndTheExitStatus() throws Exception {
        Result result = shell.run(sh("echo out; echo err >&2; exit 7"));

        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
    }

    @Test
    void feedsStandardInputAndEndsIt() throws Exception {
        byte[] input = "x".repeat(300_000).getBytes(StandardCharsets.US_ASCII);

        assertThat(shell.run(Command.of("cat").withStdin(input)).stdout()).isEqualTo(input);
        assertThat(shell.run(Command.of("cat")).stdout()).isEmpty();
    }

    @Test
    void runsToolsInTheCLocale() throws Exception {
        assertThat(shell.run(sh("echo $LC_ALL")).out()).isEqualTo("C\n");
    }

    @Test
    void killedBySignalIs128AndMore() throws Exception {
        assertThat(shell.run(sh("kill -9 $$")).exit()).isEqualTo(137);
    }

    @Test
    void aProgramThatIsNotThereIsAResult() throws Exception {
        assertThat(shell.run(Command.of("/no/such/program")).exit()).isEqualTo(127);
    }

    @Test
    void tooMuchOutputEndsTheCommand() {
        RemoteException failed = failure(Command.of("yes").withMaxOutput(10_000));

        assertThat(failed.kind()).isEqualTo(Kind.TOO_MUCH_OUTPUT);
        Eventually.isTrue(() -> server.runningCommands() == 0);
    }

    @Test
    void keepsTheEndOfALongStandardError() throws Exception {
        Result result = shell.run(sh("yes | head -c 100000 >&2; echo last >&2").withMaxOutput(100));

        assertThat(result.stderr()).hasSize(100);
        assertThat(result.err()).endsWith("\nlast\n");
    }

    @Test
    void aCommandThatDoesNotEndInTimeIsEndedAndReported() throws Exception {
        RemoteException failed = failure(Command.of("sleep", "60").withTimeout(Duration.ofMillis(500)));

        assertThat(failed.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failed).hasMessageContaining("alpha").hasMessageContaining("500 ms");
        Eventually.isTrue(() -> server.runningCommands() == 0);
        assertThat(shell.run(Command.of("echo", "still here")).out()).isEqualTo("still here\n");
    }

    @Test
    void manyCommandsShareTheConnectionsOfTheBudget() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Result>> results = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                String number = String.valueOf(i);
                results.add(callers.submit(() -> shell.run(Command.of("echo", number))));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get().out()).isEqualTo(i + "\n");
            }
        }
        assertThat(server.connections()).isBetween(1, SshOptions.DEFAULT.maxSessions());
    }

    @Test
    void aBusyBudgetMakesCallersWaitAndThenSaysSo() {
        try (SshShells narrow = shells(
                new SshOptions(1, 1, 1, 1, Duration.ofSeconds(10), Duration.ofSeconds(3), 3, Duration.ofMinutes(1)))) {
            Shell busy = narrow.on(server.host("alpha"));
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> catchThrowableOfType(
                    RemoteException.class,
                    () -> busy.run(Command.of("sleep", "30").withTimeout(Duration.ofSeconds(3)))));
            Eventually.isTrue(() -> server.runningCommands() == 1);

            RemoteException failed = catchThrowableOfType(
                    RemoteException.class, () -> busy.run(Command.of("true").withTimeout(Duration.ofMillis(300))));

            assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failed).hasMessageContaining("busy");
            first.join();
        }
    }

    @Test
    void aConnectionThatDiesMidCommandIsACutAndTheNextCommandReconnects() throws Exception {
        CompletableFuture<RemoteException> cut =
                CompletableFuture.supplyAsync(() -> failure(Command.of("sleep", "60")));
        Eventually.isTrue(() -> server.runningCommands() == 1);

        server.dropConnections();

        assertThat(cut.get().kind()).isEqualTo(Kind.CUT);
        assertThat(shell.run(Command.of("echo", "again")).out()).isEqualTo("again\n");
    }

    @Test
    void aServerThatIsGoneIsUnreachable() {
        server.close();

        assertThat(failure(Command.of("true")).kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void anUnusedConnectionIsClosed() throws Exception {
        try (SshShells brief =
                shells(SshOptions.DEFAULT.withIdle(Duration.ofMillis(50)).withAlive(Duration.ofMillis(60), 100))) {
            Host host = server.host("alpha");
            brief.on(host).run(Command.of("true"));

            Eventually.isTrue(() -> server.openConnections() == 0);
            assertThat(brief.on(host).run(Command.of("echo", "back")).out()).isEqualTo("back\n");
        }
    }

    @Test
    void aClosedPoolRefusesCommands() {
        shells.close();

        assertThat(failure(Command.of("true")).kind()).isEqualTo(Kind.UNREACHABLE);
    }
}
