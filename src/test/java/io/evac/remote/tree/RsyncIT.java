package io.evac.remote.tree;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.Host;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.MoveContext;
import io.evac.migration.Traffic;
import io.evac.migration.Transport.Round;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Host to host through a real sshd and the real guards; the second host is a loopback sshd of our own. */
class RsyncIT extends OnDirectHosts {

    @Test
    void aNastyTreeGoesStraightFromHostToHost() throws Exception {
        direct.hosts.nasty();
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        assertThat(transport.sync(ctx, Round.FULL).bytesSent()).isPositive();
        sh(direct.hosts.home, "rm -rf deep data/one; mkdir data/one; echo more >> data/hard1; echo y > '-y'");
        transport.sync(ctx, Round.INCREMENTAL);
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.throughHere())
                .as("bytes went through the orchestrator")
                .isFalse();
        assertThat(direct.sent("rsync")).isTrue();
        direct.proveNothingIsLeft();
        transport.cleanUp(ctx);
    }

    @Test
    void zerosCostNothingWhereBothKnowZstd() throws Exception {
        sh(direct.hosts.home, "head -c 20000000 /dev/zero > data");
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        assertThat(transport.sync(ctx, Round.FULL).bytesSent()).isBetween(1L, 1_000_000L);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.sent("--compress-choice=zstd")).isTrue();
    }

    /** The first round is as small, but nobody waits for it. */
    @Test
    void aSmallLastCopyGoesThroughHereAndNeedsNoKey() throws Exception {
        direct.relayed = 100_000;
        sh(direct.hosts.home, "head -c 50000 /dev/urandom > data");
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        transport.sync(ctx, Round.FULL);
        assertThat(direct.throughHere()).isFalse();
        sh(direct.hosts.home, "head -c 50000 /dev/urandom > data");
        transport.sync(ctx, Round.FINAL);
        assertThat(direct.throughHere()).isTrue();
        assertThat(transport.compare(ctx)).hasSize(64);
        direct.proveNothingIsLeft();
    }

    @Test
    void aLargerLastCopyGoesFromHostToHost() throws Exception {
        direct.relayed = 50_000;
        sh(direct.hosts.home, "head -c 50000 /dev/urandom > data");
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.throughHere()).isFalse();
        direct.proveNothingIsLeft();
    }

    @Test
    void attributesStayBehindWhereTheyAreNotWanted() throws Exception {
        sh(direct.hosts.home, "echo x > f; setfattr -n user.evac -v a f");
        MoveContext ctx = direct.reserved();
        Ends ends = TwoHosts.ends(direct.hosts.shells());
        TreeTransport transport = direct.transport(
                (from, to, instance) -> ends.pair(from, to, instance).withoutAttributes(), sshd.known);
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.sent("rsync")).isTrue();
        assertThat(direct.sent("-X") || direct.sent("-A")).isFalse();
        assertThat(sh(direct.hosts.away, "getfattr f")).isEmpty();
    }

    /** rsync's own eye for times ends at the second; one of these directories has changed in the one in which it ends. */
    @Test
    void aDirectoryKeepsItsTimeThoughItChangedThisSecond() throws Exception {
        sh(direct.hosts.home, """
                now=$(date +%s)
                for second in $(seq 0 29); do
                    mkdir $second && echo x > $second/f && touch -d "@$((now + second)).5" $second
                done""");
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.throughHere()).isFalse();
    }

    /** At the rate of its beginning it would take an hour. */
    @Test
    @Timeout(300)
    void whereThereIsALimitItsPaceIsToldWheneverThatChanges() throws Exception {
        Host slow = direct.host("8kbit", Map.of());
        direct.beta = direct.host("8Gbit", Map.of());
        AtomicInteger looks = new AtomicInteger();
        direct.traffic = new Traffic(
                () -> looks.incrementAndGet() > 2 ? host -> host : host -> host.equals(direct.beta) ? slow : host,
                Clock.systemDefaultZone(),
                Clock.systemUTC());
        direct.hosts.nasty();
        sh(direct.hosts.home, "head -c 3000000 /dev/urandom > data/large");
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        assertThat(transport.sync(ctx, Round.FULL).bytesSent()).isGreaterThan(3_000_000);
        assertThat(looks).hasValueGreaterThan(2);
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.throughHere()).isFalse();
        assertThat(direct.sent("--rsh=sh pace.sh")).isTrue();
        direct.proveNothingIsLeft();
    }

    /** Nobody listens where it began without one. */
    @Test
    void aLimitThatComesMeanwhileBeginsItAgainWhereItWas() throws Exception {
        // So slow that it tells of its progress long before it is done.
        Path bin = Files.createDirectories(dir.resolve("bin"));
        sh(bin, """
                printf '#!/bin/sh\\ncase "$*" in *"--rsh=ssh -F config"*) set -- --bwlimit=200 "$@" ;; esac\\nexec %s "$@"\\n' \\
                    "$(command -v rsync)" > rsync; chmod +x rsync""");
        LocalShell slow = new LocalShell(bin + ":" + System.getenv("PATH"));
        direct = new DirectHosts(dir, new TwoHosts(dir, slow, new LocalShell()), sshd);
        Host limited = direct.host("1Gbit", Map.of());
        direct.beta = direct.host("none", Map.of());
        AtomicLong time = new AtomicLong();
        InstantSource steady = () -> Instant.ofEpochMilli(time.addAndGet(2000));
        direct.traffic = new Traffic(
                () -> host -> host.equals(direct.beta)
                                && direct.hosts.progress.stream().anyMatch(done -> done > 0)
                        ? limited
                        : host,
                Clock.systemDefaultZone(),
                steady.withZone(ZoneOffset.UTC));
        sh(direct.hosts.home, "head -c 3000000 /dev/urandom > data");
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport();
        assertThatThrownBy(() -> transport.sync(ctx, Round.FULL))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.failure())
                                .isInstanceOfSatisfying(
                                        Failure.Transient.class,
                                        later -> assertThat(later.code()).isEqualTo("EVAC-450")));
        transport.sync(ctx, Round.FULL);
        // What an rsync that was stopped has left goes with the next round.
        transport.sync(ctx, Round.FINAL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.sent("--rsh=ssh -F config")).isTrue();
        assertThat(direct.sent("--rsh=sh pace.sh")).isTrue();
        direct.proveNothingIsLeft();
    }

    @Test
    void anUnpinnedDestinationIsRelayed() throws Exception {
        direct.hosts.nasty();
        MoveContext ctx = direct.reserved();
        TreeTransport transport = direct.transport(dir.resolve("no-such-file"));
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(direct.throughHere()).isTrue();
    }

    @Test
    void aDestinationThatRefusesTheKeyIsRelayed() throws Exception {
        direct.proveARefusedKeyIsRelayed();
    }
}
