package io.evac.remote.tree;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.evac.inventory.Host;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.MoveContext;
import io.evac.migration.Transport.Round;
import io.evac.migration.Transport.Synced;
import io.evac.migration.Waiter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tar stream from host to host, without rsync: real sshd, real ssh, real guards, real tars. */
class TarStreamIT {
    private static final String SOME_MEGABYTES =
            "mkdir -p data; i=0; while [ $i -lt 8 ]; do" + " head -c 1000000 /dev/urandom > data/f$i; i=$((i+1)); done";

    @TempDir
    Path dir;

    LoopbackSshd sshd;
    DirectHosts direct;

    @BeforeEach
    void start() throws Exception {
        assumeThat(LoopbackSshd.PROGRAM).as("sshd is installed").exists();
        build(new LocalShell(), new LocalShell(without()));
    }

    private void build(LocalShell alpha, LocalShell beta, String... sshdSettings) throws Exception {
        stop();
        sshd = new LoopbackSshd(dir.resolve("sshd" + System.nanoTime()), sshdSettings);
        direct = new DirectHosts(dir, new TwoHosts(dir, alpha, beta), sshd);
    }

    @AfterEach
    void stop() throws Exception {
        if (sshd != null) {
            sshd.close();
        }
    }

    private String without(String... names) throws IOException {
        return Programs.without(dir, names).toString();
    }

    private void proveItWentStraight() throws Exception {
        assertThat(direct.throughHere())
                .as("bytes went through the orchestrator")
                .isFalse();
        assertThat(direct.sent("rsync")).isFalse();
        direct.proveNothingIsLeft();
    }

    @Test
    void aNastyTreeGoesStraightWithoutRsync() throws Exception {
        direct.hosts.nasty();
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        Synced full = transport.sync(ctx, Round.FULL);
        sh(direct.hosts.home, "rm -rf deep data/one; mkdir data/one; echo more >> data/hard1; echo y > '-y'");
        transport.sync(ctx, Round.INCREMENTAL);
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(full.bytesSent()).isBetween(20_000L, 2_000_000L);
        assertThat(direct.hosts.progress).contains(full.bytesSent());
        assertThat(sh(direct.hosts.away, "stat -c %h data/hard1")).isEqualTo("3");
        assertThat(Integer.parseInt(sh(direct.hosts.away, "du -k data/sparse | cut -f1")))
                .isLessThan(1000);
        proveItWentStraight();
        transport.cleanUp(ctx);
    }

    @Test
    void attributesAndAclsGoStraightToo() throws Exception {
        sh(direct.hosts.home, "mkdir d; echo x > f; setfattr -n user.evac -v 'a b' f; setfacl -m u:1234:rwx,d:u:1:r d");
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(sh(direct.hosts.away, "getfattr -n user.evac --only-values f"))
                .isEqualTo("a b");
        proveItWentStraight();
    }

    @Test
    void whatRsyncCannotCarryGoesStraightThoughRsyncIsThere() throws Exception {
        build(new LocalShell(), new LocalShell());
        sh(direct.hosts.home, "mkdir dev; mknod dev/null c 1 3 2>/dev/null || :");
        assumeThat(direct.hosts.home.resolve("dev/null"))
                .as("device nodes can be made here, which takes root")
                .exists();
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        proveItWentStraight();
    }

    @Test
    void theWordTarForcesIt() throws Exception {
        build(new LocalShell(), new LocalShell());
        direct.beta = direct.host("8Gbit", Map.of("transfer", "tar"));
        direct.hosts.nasty();
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        proveItWentStraight();
        assertThatThrownBy(() -> {
                    sh(direct.hosts.home, "echo more > more");
                    direct.transport(dir.resolve("nobody-is-pinned")).sync(ctx, Round.INCREMENTAL);
                })
                .hasMessageContaining("EVAC-452")
                .hasMessageContaining("tar from alpha to beta");
        direct.proveNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true"})
    void smallToolsGoStraightToo(boolean smallSource, boolean smallDestination) throws Exception {
        String small = Programs.small(dir).toString();
        String path = smallDestination ? small : without();
        build(smallSource ? new LocalShell(small) : new LocalShell(), new LocalShell(path), "SetEnv PATH=" + path);
        direct.hosts.nasty();
        sh(
                direct.hosts.home,
                "i=0; while [ $i -lt 600 ]; do echo $i > data/one-of-a-number-of-names-that-are-long-$i; i=$((i+1)); done");
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        transport.sync(ctx, Round.FULL);
        sh(direct.hosts.home, "rm -rf data/empty; echo x >> data/one; mkdir -p n/e/w; ln data/one n/e/w/hard");
        transport.sync(ctx, Round.INCREMENTAL);
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        proveItWentStraight();
    }

    @Test
    void aStreamThatIsCutIsNotBelievedAndRepeated() throws Exception {
        sh(direct.hosts.home, SOME_MEGABYTES);
        TreeTransport transport = direct.transport();
        AtomicLong cut = new AtomicLong();
        FailureException failure = disturbed(transport, time -> cut.addAndGet(sshd.cut()));
        assertThat(cut).hasPositiveValue();
        assertThat(failure.failure()).isInstanceOf(Failure.Transient.class);
        assertThat(failure).hasMessageContaining("EVAC-443").hasMessageContaining("was cut after");
        proveItIsRepeated(transport);
    }

    @Test
    void aReceiverThatDiesIsNotBelieved() throws Exception {
        sh(direct.hosts.home, SOME_MEGABYTES);
        TreeTransport transport = direct.transport();
        FailureException failure = disturbed(transport, time -> sshd.killTar());
        assertThat(failure).hasMessageContaining("EVAC-447");
        proveItIsRepeated(transport);
    }

    /** A last round that is slow, and what it threw when that was done while it waited. */
    private FailureException disturbed(TreeTransport transport, Waiter disturbance) {
        Host beta = direct.beta;
        direct.beta = direct.host("8Mbit", Map.of());
        MoveContext slow = direct.reserved();
        direct.waiter = disturbance;
        FailureException failure =
                catchThrowableOfType(FailureException.class, () -> transport.sync(slow, Round.FINAL));
        direct.waiter = time -> {};
        direct.beta = beta;
        return failure;
    }

    private void proveItIsRepeated(TreeTransport transport) throws Exception {
        direct.proveNothingIsLeft();
        MoveContext ctx = direct.hosts.context(direct.hosts.alpha, direct.beta, false);
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        proveItWentStraight();
    }

    @Test
    void aPackerThatFailsDoesNotLookLikeAnEnd() throws Exception {
        Path bin = Path.of(without("tar"));
        Path ill = dir.resolve("ill");
        Files.writeString(bin.resolve("tar"), """
                #!/bin/sh
                [ -e '%s' ] && [ "$3" = --blocking-factor=128 ] || exec /usr/bin/tar "$@"
                /usr/bin/tar "$@" | head -c 3000000
                echo "tar: ./data/f3: Read error: Input/output error" >&2
                exit 2
                """.formatted(ill));
        sh(bin, "chmod 755 tar");
        build(new LocalShell(bin.toString()), new LocalShell(without()));
        sh(direct.hosts.home, SOME_MEGABYTES);
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        Files.createFile(ill);
        for (Round round : List.of(Round.FULL, Round.INCREMENTAL)) {
            assertThatThrownBy(() -> transport.sync(ctx, round))
                    .hasMessageContaining("EVAC-446")
                    .hasMessageContaining("Input/output error");
            direct.proveNothingIsLeft();
        }
        Files.delete(ill);
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        proveItWentStraight();
    }

    @Test
    void aLimitPacesEveryChunk() throws Exception {
        sh(direct.hosts.home, "head -c 2000000 /dev/urandom > data");
        direct.beta = direct.host("8Mbit", Map.of());
        MoveContext ctx = direct.reserved();
        List<Duration> waited = new ArrayList<>();
        direct.waiter = time -> {
            waited.add(time);
            Thread.sleep(time);
        };
        long began = System.nanoTime();
        direct.transport().sync(ctx, Round.FULL);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1200));
        assertThat(waited).isNotEmpty();
        assertThat(direct.hosts.progress).hasSizeGreaterThan(6).isSorted();
        proveItWentStraight();
    }

    @Test
    void aWriterAtWorkDoesNotDisturbALiveRound() throws Exception {
        direct.hosts.nasty();
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        Process writer = direct.hosts.writer();
        try {
            transport.sync(ctx, Round.FULL);
            transport.sync(ctx, Round.INCREMENTAL);
        } finally {
            writer.destroyForcibly().waitFor();
        }
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        proveItWentStraight();
    }

    @Test
    void aHostThatIsNotReachedIsRelayed() throws Exception {
        direct.hosts.nasty();
        MoveContext ctx = direct.reserved();
        sshd.close();
        TreeTransport transport = direct.transport();
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.throughHere()).isTrue();
    }

    @Test
    void aDestinationThatRefusesTheKeyIsRelayed() throws Exception {
        direct.proveARefusedKeyIsRelayed();
    }

    @Test
    void aSourceWithoutSshIsRelayed() throws Exception {
        build(new LocalShell(without("ssh")), new LocalShell());
        direct.hosts.nasty();
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.throughHere()).isTrue();
    }
}
