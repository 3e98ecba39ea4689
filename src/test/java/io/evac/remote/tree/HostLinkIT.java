package io.evac.remote.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.MoveContext;
import io.evac.remote.guard.RemoteGuards;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a key whose transfer never ended, because Evac was killed: it stands on the host and nowhere else. */
class HostLinkIT extends OnDirectHosts {
    MoveContext ctx;

    @BeforeEach
    void grantAndDie() throws Exception {
        ctx = direct.reserved();
        new HostLink(new GuardReceivers(direct.guards), new PinnedKeys(sshd.known), Clock.systemUTC())
                .open(ctx, direct.hosts.job(ctx).pair(), Duration.ofHours(1), List.of("tar"), List.of());
        assertThat(Files.readString(sshd.keys)).contains("receive-ssh");
    }

    @Test
    void anUndoAfterARestartTakesItBack() throws Exception {
        TreeTransport restarted = direct.transport();
        restarted.cleanUp(ctx);
        assertThat(Files.readString(sshd.keys)).doesNotContain("receive-ssh");
        restarted.cleanUp(ctx);
        assertThat(direct.hosts.waits).isEmpty();
    }

    @Test
    void anUndoGetsOnWhereTheGuardIsSilent() throws Exception {
        direct.guards = new RemoteGuards(new LocalShell("/nonexistent"), TwoHosts::guardRoot);
        direct.transport().cleanUp(ctx);
        assertThat(direct.hosts.waits).singleElement().asString().startsWith("a transfer key expires unrevoked");
        assertThat(Files.readString(sshd.keys)).contains("receive-ssh");
    }
}
