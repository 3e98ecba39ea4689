package io.evac.remote.tree;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.evac.inventory.Host;
import io.evac.inventory.SshSettings;
import io.evac.migration.Definition;
import io.evac.migration.FailureException;
import io.evac.migration.MoveContext;
import io.evac.migration.Transport.Round;
import io.evac.migration.Waiter;
import io.evac.remote.guard.RemoteGuards;
import io.evac.remote.ssh.SshOptions;
import io.evac.remote.ssh.SshShells;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tar stream as Evac drives it: over its own SSH connections to both hosts, with an sshd each. */
class TarOverSshIT {
    private static final Map<String, Object> TAR = Map.of("transfer", "tar");

    @TempDir
    Path dir;

    TwoHosts files;
    LoopbackSshd alpha;
    LoopbackSshd beta;
    SshShells shells;
    Waiter waiter = time -> {};

    @BeforeEach
    void start() throws Exception {
        assumeThat(LoopbackSshd.PROGRAM).as("sshd is installed").exists();
        Path bin = Files.createDirectories(dir.resolve("bin"));
        alpha = new LoopbackSshd(dir.resolve("sshd-a"), "SetEnv PATH=" + bin + ":" + System.getenv("PATH"));
        beta = new LoopbackSshd(dir.resolve("sshd-b"));
        sh(
                dir,
                "ssh-keygen -q -t ed25519 -N '' -f id; cat sshd-*/known_hosts > known;"
                        + " for d in sshd-a sshd-b; do cat id.pub >> $d/authorized_keys; done");
        files = new TwoHosts(dir, new LocalShell(), new LocalShell());
        sh(files.home, "printf '#!/bin/sh\nexit 3\n' > ctl; chmod +x ctl; rm -rf '" + files.away + "'");
        connect();
    }

    @AfterEach
    void stop() throws Exception {
        if (shells != null) {
            shells.close();
            alpha.close();
            beta.close();
        }
    }

    private void connect() {
        shells = new SshShells(
                name -> {
                    throw new IllegalArgumentException("no jump host " + name);
                },
                new SshSettings(dir.resolve("id"), dir.resolve("known")),
                SshOptions.DEFAULT);
    }

    private MoveContext reserved(String rate) {
        Host from = alpha.host("alpha", dir.resolve("a"), rate, TAR);
        Host to = beta.host("beta", dir.resolve("b"), rate, TAR);
        MoveContext ctx = files.context(from, to, false);
        List<String> ctl = List.of("./ctl", "x");
        guards().on(to)
                .reserve(
                        TwoHosts.WEB,
                        ctx.ticket(),
                        new Definition(
                                dir.resolve("b/web").toString(),
                                ctl,
                                ctl,
                                ctl,
                                List.of(),
                                Duration.ofSeconds(5),
                                false));
        return ctx;
    }

    private RemoteGuards guards() {
        return new RemoteGuards(
                shells,
                TwoHosts::guardRoot,
                host -> (host.name().value().equals("alpha") ? alpha : beta).keys.toString());
    }

    private TreeTransport transport() {
        Receivers receivers = new GuardReceivers(guards());
        PinnedKeys pinned = new PinnedKeys(dir.resolve("known"));
        Routes routes = Routes.of(
                receivers,
                pinned,
                TwoHosts.traffic(),
                Clock.systemUTC(),
                Clock.systemUTC(),
                time -> waiter.pause(time));
        return new TreeTransport(TwoHosts.ends(shells), receivers, routes, Clock.systemUTC());
    }

    private String left() {
        return sh(dir, "find a/.evac/keys -mindepth 1");
    }

    @Test
    void aNastyTreeArrivesEqual() throws Exception {
        files.nasty();
        MoveContext ctx = reserved("8Gbit");
        TreeTransport transport = transport();
        transport.sync(ctx, Round.FULL);
        sh(files.home, "rm -rf deep; echo more >> data/hard1");
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(Files.readString(beta.keys)).doesNotContain("receive-ssh");
        assertThat(left()).isEmpty();
    }

    @Test
    void aPackerThatFailsEndsAllAtOnce() throws Exception {
        sh(files.home, "head -c 3000000 /dev/urandom > data");
        MoveContext ctx = reserved("8Gbit");
        Path tar = Files.writeString(dir.resolve("bin/tar"), """
                #!/bin/sh
                [ "$3" = --blocking-factor=128 ] || exec /usr/bin/tar "$@"
                /usr/bin/tar "$@" | head -c 1000000
                echo "tar: ./data: Read error" >&2
                exit 2
                """);
        sh(dir, "chmod 755 bin/tar");
        assertThatThrownBy(() -> transport().sync(ctx, Round.FULL))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("EVAC-446")
                .hasMessageContaining("Read error");
        assertThat(left()).isEmpty();
        Files.delete(tar);
        transport().sync(ctx, Round.FULL);
        assertThat(transport().compare(ctx)).hasSize(64);
    }

    @Test
    void anEvacThatDiesLeavesNothingAtWork() throws Exception {
        sh(files.home, "head -c 20000000 /dev/urandom > data");
        MoveContext ctx = reserved("8Mbit");
        TreeTransport transport = transport();
        waiter = time -> shells.close();
        assertThatThrownBy(() -> transport.sync(ctx, Round.FULL)).isInstanceOf(FailureException.class);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (!left().isEmpty()) {
            assertThat(System.nanoTime()).as("the source goes on").isLessThan(deadline);
        }
        connect();
        waiter = time -> {};
        MoveContext again = reserved("8Gbit");
        transport().sync(again, Round.FULL);
        assertThat(transport().compare(again)).hasSize(64);
        assertThat(Files.readString(beta.keys)).doesNotContain("receive-ssh");
    }
}
