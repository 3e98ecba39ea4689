package io.evac.remote.tree;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Host;
import io.evac.migration.Definition;
import io.evac.migration.MoveContext;
import io.evac.migration.Traffic;
import io.evac.migration.Transport.Round;
import io.evac.migration.Waiter;
import io.evac.remote.guard.RemoteGuards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Two hosts under real guards, of which the first reaches the second's sshd. */
public final class DirectHosts {
    final Path dir;
    public final TwoHosts hosts;
    final LoopbackSshd sshd;
    public Host beta;
    public RemoteGuards guards;
    /** Waits for bandwidth. */
    Waiter waiter = time -> {};

    Traffic traffic = TwoHosts.traffic();
    /** A last copy of fewer bytes goes through here. */
    long relayed;

    public DirectHosts(Path dir, TwoHosts hosts, LoopbackSshd sshd) {
        this.dir = dir;
        this.hosts = hosts;
        this.sshd = sshd;
        this.beta = host("8Gbit", Map.of());
        sh(hosts.home, "printf '#!/bin/sh\nexit 3\n' > ctl; chmod +x ctl; rm -rf '" + hosts.away + "'");
        guards = new RemoteGuards(hosts.shells(), TwoHosts::guardRoot, host -> sshd.keys.toString());
    }

    /** The second host, as hosts.yaml would tell of it. */
    public Host host(String rate, Map<String, Object> more) {
        return sshd.host("beta", dir.resolve("b"), rate, more);
    }

    TreeTransport transport() {
        return transport(sshd.known);
    }

    TreeTransport transport(Path known) {
        return transport(TwoHosts.ends(hosts.shells()), known);
    }

    TreeTransport transport(Ends ends, Path known) {
        Receivers receivers = new GuardReceivers(guards);
        Routes routes = Routes.of(
                        receivers,
                        new PinnedKeys(known),
                        traffic,
                        Clock.systemUTC(),
                        Clock.systemUTC(),
                        time -> waiter.pause(time))
                .relayingLast(relayed);
        return new TreeTransport(ends, receivers, routes, Clock.systemUTC());
    }

    public MoveContext reserved() {
        MoveContext ctx = hosts.context(hosts.alpha, beta, false);
        List<String> ctl = List.of("./ctl", "x");
        Definition definition =
                new Definition(dir.resolve("b/web").toString(), ctl, ctl, ctl, List.of(), Duration.ofSeconds(5), false);
        guards.on(beta).reserve(TwoHosts.WEB, ctx.ticket(), definition);
        return ctx;
    }

    /** Whether Evac itself has unpacked anything at the destination. */
    boolean throughHere() {
        return hosts.betaShell.opened.stream()
                .anyMatch(command ->
                        command.argv().contains("--extract") || command.argv().contains("-x"));
    }

    /** Whether the source was told to run that. */
    boolean sent(String word) {
        return hosts.alphaShell.opened.stream()
                .anyMatch(command -> command.argv().contains(word));
    }

    /** A move to a destination whose sshd does not look where the guard writes keys. */
    void proveARefusedKeyIsRelayed() {
        hosts.nasty();
        MoveContext ctx = reserved();
        guards = new RemoteGuards(
                hosts.shells(),
                TwoHosts::guardRoot,
                host -> dir.resolve("elsewhere").toString());
        TreeTransport transport = transport();
        transport.sync(ctx, Round.FULL);
        assertThat(transport.compare(ctx)).hasSize(64);
        assertThat(throughHere()).isTrue();
        assertThat(sh(dir, "find a/.evac/keys -mindepth 1")).isEmpty();
    }

    void proveNothingIsLeft() throws IOException {
        assertThat(Files.readString(sshd.keys)).doesNotContain("receive-ssh");
        assertThat(sh(dir, "find a/.evac/keys -mindepth 1")).isEmpty();
    }
}
