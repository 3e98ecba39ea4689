package io.evac.remote.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.MoveContext;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a source may reach of its destination through a real sshd, with the key of a hand-over. */
class TunnelIT extends OnDirectHosts {

    @Test
    void itReachesTheSocketsThatWereGrantedAndNoOthers() throws Exception {
        MoveContext ctx = direct.reserved();
        Routes routes = Routes.of(
                new GuardReceivers(direct.guards),
                new PinnedKeys(sshd.known),
                TwoHosts.traffic(),
                Clock.systemUTC(),
                Clock.systemUTC(),
                time -> {});
        Path granted = dir.resolve("granted");
        Path other = dir.resolve("other");
        try (ServerSocketChannel wanted = listen(granted);
                ServerSocketChannel refused = listen(other)) {
            byte[] definition = "a line\n.\nand more".getBytes(StandardCharsets.UTF_8);
            routes.tunnel(
                    ctx,
                    direct.hosts.job(ctx).pair(),
                    Duration.ofHours(1),
                    List.of(granted.toString()),
                    "--limit 3",
                    definition);
            Path kept = dir.resolve("a/.evac/keys/web.handover");
            assertThat(kept.resolve("domain.xml")).hasBinaryContent(definition);
            assertThat(kept.resolve("options")).hasContent("--limit 3");
            Process ssh = new ProcessBuilder(
                            "ssh",
                            "-F",
                            "config",
                            "-N",
                            "-o",
                            "ExitOnForwardFailure=yes",
                            "-L",
                            dir.resolve("g") + ":" + granted,
                            "-L",
                            dir.resolve("o") + ":" + other,
                            "evac-destination")
                    .directory(kept.toFile())
                    .redirectErrorStream(true)
                    .start();
            try {
                awaitBoth();
                assertThat(says(dir.resolve("g"), wanted)).isEqualTo("hello");
                try (SocketChannel closed = SocketChannel.open(UnixDomainSocketAddress.of(dir.resolve("o")))) {
                    assertThat(closed.read(ByteBuffer.allocate(1))).isNegative();
                }
                refused.configureBlocking(false);
                assertThat(refused.accept()).isNull();
            } finally {
                ssh.destroy();
                ssh.waitFor();
            }
            routes.cleanUp(ctx);
            assertThat(Files.readString(sshd.keys)).doesNotContain("port-forwarding");
        }
    }

    private void awaitBoth() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (!Files.exists(dir.resolve("g")) || !Files.exists(dir.resolve("o"))) {
            assertThat(System.nanoTime()).as("ssh listens").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static ServerSocketChannel listen(Path at) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(at));
    }

    private static String says(Path here, ServerSocketChannel there) throws IOException {
        try (SocketChannel from = SocketChannel.open(UnixDomainSocketAddress.of(here));
                SocketChannel to = there.accept()) {
            from.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            ByteBuffer heard = ByteBuffer.allocate(5);
            while (heard.hasRemaining() && to.read(heard) >= 0) {
                Thread.onSpinWait();
            }
            return new String(heard.array(), StandardCharsets.UTF_8);
        }
    }
}
