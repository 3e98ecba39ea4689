package io.evac.remote.tree;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.Transport.Round;
import io.evac.migration.Transport.Synced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeTransportTest {
    @TempDir
    Path dir;

    TwoHosts hosts;
    TreeTransport transport;

    @BeforeEach
    void build() throws IOException {
        hosts = new TwoHosts(dir, new LocalShell(), new LocalShell());
        transport = hosts.transport();
    }

    @Test
    void aNastyTreeArrivesEqual() {
        hosts.nasty();
        Synced full = transport.sync(hosts.context(), Round.FULL);
        String digest = transport.compare(hosts.context());

        assertThat(full.bytesSent()).isPositive().isLessThan(2_000_000);
        assertThat(digest).hasSize(64);
        assertThat(sh(hosts.away, "find . -name 'x*.lock' -o -type p -o -name '*.pid' -o -path ./cache/tmp"))
                .isEmpty();
        assertThat(sh(hosts.away, "stat -c %h data/hard1")).isEqualTo("3");
        assertThat(sh(hosts.away, "du -k data/sparse | cut -f1"))
                .satisfies(kib -> assertThat(Integer.parseInt(kib)).isLessThan(1000));
        assertThat(transport.sync(hosts.context(), Round.FINAL).bytesSent()).isZero();
    }

    @Test
    void theKeyOfOneThatWasKilledBehindItsLastTransferIsTakenBackThoughNothingIsLeftToCarry() {
        sh(hosts.home, "mkdir data; echo one > data/f");
        transport.sync(hosts.context(), Round.FULL);
        TreeTransport successor = hosts.transport();
        int before = hosts.door.ungranted.get();
        assertThat(successor.sync(hosts.context(), Round.FINAL).bytesSent()).isZero();
        assertThat(hosts.door.ungranted).hasValue(before + 1);
    }

    /** A way that needs no key of its own does not take back another's by itself. */
    @Test
    void theKeyOfOneThatWasKilledIsTakenBackAlsoWhereTheRestIsRelayed() {
        sh(hosts.home, "mkdir data; echo one > data/f");
        transport.sync(hosts.context(), Round.FULL);
        sh(hosts.home, "echo two >> data/f");
        TreeTransport successor = hosts.transport();
        int before = hosts.door.ungranted.get();
        assertThat(successor.sync(hosts.context(), Round.FINAL).bytesSent()).isPositive();
        assertThat(hosts.door.ungranted).hasValue(before + 1);
    }

    @Test
    void whatChangedAndVanishedIsCarriedAndNothingElse() {
        hosts.nasty();
        transport.sync(hosts.context(), Round.FULL);
        sh(hosts.home, """
                rm -rf data/empty deep ./-dash; mkdir data/one.d; rm data/link; mkdir data/link; echo in > data/link/in
                rm -rf 'data/with space'; ln -s one 'data/with space'
                rm data/hard2; printf 'split' > data/hard2; mv data/nothing data/something
                chmod 0640 data/secret; printf 'more' >> data/one
                rmdir data/pipe 2>/dev/null; printf 'same' > data/hard1
                """);
        Synced round = transport.sync(hosts.context(), Round.INCREMENTAL);
        assertThat(round.bytesChanged()).isBetween(1L, 1000L);
        transport.sync(hosts.context(), Round.FINAL);
        assertThat(transport.compare(hosts.context())).hasSize(64);
        assertThat(sh(hosts.away, "cat data/one")).isEqualTo("onemore");
    }

    @Test
    void aRewriteWithTheOldTimeStampIsFoundByDigest() {
        sh(hosts.home, "mkdir data; printf aaaa > data/f; touch -d 2020-01-01 data/f");
        transport.sync(hosts.context(), Round.FULL);
        sh(hosts.home, "printf bbbb > data/f; touch -d 2020-01-01 data/f");
        assertThat(transport.sync(hosts.context(), Round.FINAL).bytesChanged()).isEqualTo(4);
        transport.compare(hosts.context());
        assertThat(sh(hosts.away, "cat data/f")).isEqualTo("bbbb");
    }

    @Test
    void oneWrongByteIsNamedAndIsPermanentAtTheThirdTime() {
        sh(hosts.home, "mkdir data; printf aaaa > data/f; touch -d 2020-01-01 data/f data");
        hosts.move(transport);
        transport.compare(hosts.context());
        sh(hosts.away, "printf abaa > data/f; touch -d 2020-01-01 data/f");

        assertThat(failure())
                .isInstanceOf(Failure.Transient.class)
                .extracting(Failure::what)
                .asString()
                .contains("\"data/f\"");
        assertThat(failure()).isInstanceOf(Failure.Transient.class);
        assertThat(failure())
                .isInstanceOf(Failure.Permanent.class)
                .extracting(Failure::code)
                .isEqualTo("EVAC-449");
        transport.sync(hosts.context(), Round.FINAL);
        assertThat(transport.compare(hosts.context())).hasSize(64);
    }

    private Failure failure() {
        try {
            transport.compare(hosts.context());
            throw new AssertionError("the copies are equal");
        } catch (FailureException e) {
            return e.failure();
        }
    }

    @Test
    void aWriterAtWorkDoesNotDisturbTheRounds() throws Exception {
        hosts.nasty();
        Process writer = hosts.writer();
        try {
            for (Round round : new Round[] {Round.FULL, Round.INCREMENTAL, Round.INCREMENTAL}) {
                assertThat(transport.sync(hosts.context(), round).bytesChanged())
                        .isPositive();
            }
        } finally {
            writer.destroyForcibly().waitFor(180, TimeUnit.SECONDS);
        }
        transport.sync(hosts.context(), Round.FINAL);
        assertThat(transport.compare(hosts.context())).hasSize(64);
    }

    @Test
    void aParkedCopyIsBroughtHomeByTheSameWalk() throws IOException {
        hosts.nasty();
        hosts.move(transport);
        Path parked = dir.resolve("a/.evac/away");
        Files.createDirectories(parked);
        Files.move(hosts.home, parked.resolve("web"));
        Path active = dir.resolve("b/web");
        Files.move(hosts.away, active);
        sh(active, "echo later > data/later; rm data/hard2");

        var home = hosts.context(hosts.beta, hosts.alpha, true);
        transport.sync(home, Round.INCREMENTAL);
        transport.sync(home, Round.FINAL);
        assertThat(transport.compare(home)).hasSize(64);
        assertThat(sh(parked.resolve("web"), "cat data/later")).isEqualTo("later");
    }

    @Test
    void thousandsOfSmallFilesNeedAHandfulOfCommands() {
        sh(hosts.home, "mkdir d; i=0; while [ $i -lt 2000 ]; do echo $i > d/f$i; i=$((i+1)); done");
        transport.sync(hosts.context(), Round.FULL);
        transport.sync(hosts.context(), Round.INCREMENTAL);
        transport.compare(hosts.context());
        assertThat(hosts.alphaShell.commands.get() + hosts.betaShell.commands.get())
                .isLessThan(20);
    }

    @Test
    void anEmptyBudgetEndsTheFinalRound() {
        hosts.nasty();
        hosts.budget = java.time.Duration.ZERO;
        assertThatThrownBy(() -> transport.sync(hosts.context(), Round.FINAL)).hasMessageContaining("EVAC-444");
    }

    /** Programs of busybox alone: its shell, tar, stat and find. */
    private LocalShell busybox() throws IOException {
        Path busybox = Path.of("/usr/bin/busybox");
        assumeThat(busybox).as("busybox is installed").exists();
        Path bin = Files.createDirectories(dir.resolve("bin"));
        if (!Files.exists(bin.resolve("sh"))) {
            sh(bin, "for name in $(busybox --list); do ln -sf /usr/bin/busybox $name; done");
        }
        return new LocalShell(bin.toString());
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true"})
    void smallToolsCarryTheTreeToo(boolean smallSource, boolean smallDestination) throws IOException {
        hosts = new TwoHosts(
                dir, smallSource ? busybox() : new LocalShell(), smallDestination ? busybox() : new LocalShell());
        hosts.nasty();
        transport = hosts.transport();
        hosts.move(transport);
        assertThat(transport.compare(hosts.context())).hasSize(64);
        sh(hosts.home, "rm -rf data/empty; echo x >> data/one; mkdir -p n/e/w; ln data/one n/e/w/hard");
        transport.sync(hosts.context(), Round.INCREMENTAL);
        transport.sync(hosts.context(), Round.FINAL);
        assertThat(transport.compare(hosts.context())).hasSize(64);
    }

    @Test
    void attributesAndAclsArriveWhereTheFileSystemKeepsThem() {
        sh(hosts.home, "echo x > f; setfattr -n user.evac -v 'a b' f 2>/dev/null || touch no-attributes");
        assumeThat(hosts.home.resolve("no-attributes"))
                .as("this file system keeps attributes")
                .doesNotExist();
        sh(hosts.home, "mkdir d; setfacl -m u:1234:rwx,d:u:1234:r d; setfacl -m u:4321:r f");
        hosts.move(transport);
        assertThat(transport.compare(hosts.context())).hasSize(64);
        assertThat(sh(hosts.away, "getfattr -n user.evac --only-values f")).isEqualTo("a b");
        sh(hosts.away, "setfattr -n user.evac -v other f");
        assertThat(failure().what()).contains("\"f\"");
        transport.sync(hosts.context(), Round.FINAL);
        assertThat(transport.compare(hosts.context())).hasSize(64);
    }
}
