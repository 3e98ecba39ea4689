package io.evac.remote.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.plan.PlanId;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is believed of a source that may say anything. */
class TarTalkTest {
    private static final long CHUNK = 8192;
    private static final String TO_THE_END = "while read -r go && [ \"$go\" != whole ]; do :; done; echo unpacked 0";

    @TempDir
    Path dir;

    TwoHosts hosts;

    @BeforeEach
    void build() throws IOException {
        hosts = new TwoHosts(dir, new LocalShell(), new LocalShell());
    }

    private long lead(String source) throws RemoteException {
        return lead(source, Duration.ofMinutes(1), UnaryOperator.identity());
    }

    private long lead(String source, Duration patience, UnaryOperator<RemoteStream> seen) throws RemoteException {
        try (RemoteStream stream = seen.apply(new LocalShell().open(Command.of("sh", "-c", source)));
                Watch.Over over = new Watch().over(patience, stream)) {
            Throttle throttle = new Throttle(
                    TwoHosts.traffic().join(new PlanId("P-9f3c21ab"), hosts.alpha, hosts.beta, false),
                    Deadline.none(Clock.systemUTC()),
                    Clock.systemUTC(),
                    time -> {});
            return new TarTalk(hosts.job(hosts.context()), stream, throttle, CHUNK, over).lead("");
        }
    }

    @Test
    void aSourceThatKeepsToItsOrdersIsBelieved() throws Exception {
        assertThat(lead("echo ready; echo +8192; echo +1; echo packed 0; " + TO_THE_END))
                .isEqualTo(8193);
    }

    @Test
    void noChunkIsLargerThanItsOrder() {
        assertThatThrownBy(() -> lead("echo ready; echo +8193; " + TO_THE_END))
                .hasMessageContaining("EVAC-445")
                .hasMessageContaining("8193");
        assertThatThrownBy(() -> lead("echo ready; echo +999999999999999; " + TO_THE_END))
                .hasMessageContaining("EVAC-445");
    }

    @Test
    void aStatusThatWouldWrapIsNone() {
        assertThatThrownBy(() -> lead("echo ready; echo packed 4294967296; " + TO_THE_END))
                .hasMessageContaining("EVAC-445");
        assertThatThrownBy(() -> lead("echo ready; echo packed 0; echo unpacked 4294967296"))
                .hasMessageContaining("EVAC-445");
    }

    @Test
    void endlessWordsAreNotKept() {
        String endless = "i=0; while [ $i -lt 9000 ]; do i=$((i+1)); echo %s word $i; done; ";
        assertThatThrownBy(() -> lead("echo ready; " + endless.formatted("pack") + "echo packed 2"))
                .hasMessageContaining("EVAC-446")
                .hasMessageContaining("word")
                .hasMessageNotContaining("word 9000");
        assertThatThrownBy(() -> lead("echo ready; " + endless.formatted("unpack") + "echo unpacked 2"))
                .hasMessageContaining("EVAC-447")
                .hasMessageContaining("word")
                .hasMessageNotContaining("word 9000");
    }

    @Test
    void aPackerThatWasKilledWithoutAWordIsNotBelieved() {
        assertThatThrownBy(() -> lead("echo ready; echo +10; echo packed 137; " + TO_THE_END))
                .hasMessageContaining("EVAC-443")
                .hasMessageContaining("137 and said nothing");
    }

    @Test
    void aReceiverThatIsNeverThereIsNotReached() {
        assertThatThrownBy(() -> lead("exec sleep 100", Duration.ofMillis(200), UnaryOperator.identity()))
                .isInstanceOf(UnreachedException.class)
                .hasMessageContaining("not there in time");
    }

    @Test
    void patienceIsOverOnceTheReceiverIsThere() throws Exception {
        String slow = "echo ready; sleep 2; echo +10; echo packed 0; " + TO_THE_END;
        assertThat(lead(slow, Duration.ofMillis(1500), UnaryOperator.identity()))
                .isEqualTo(10);
    }

    @Test
    void whyThePackerFailedIsToldThoughTheSourceDoesNotEnd() {
        FailureException failure = catchThrowableOfType(
                FailureException.class,
                () -> lead(
                        "echo ready; echo pack Read error; echo packed 2; exec sleep 100",
                        Duration.ofMinutes(1),
                        Endless::new));
        assertThat(failure).hasMessageContaining("EVAC-446").hasMessageContaining("Read error");
        assertThat(failure.failure()).isInstanceOf(Failure.Permanent.class);
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(RemoteException.class);
    }

    /** A program that is not waited for as long as it takes. */
    private record Endless(RemoteStream of) implements RemoteStream {
        @Override
        public OutputStream stdin() {
            return of.stdin();
        }

        @Override
        public InputStream stdout() {
            return of.stdout();
        }

        @Override
        public String stderrTail() {
            return of.stderrTail();
        }

        @Override
        public int await(Duration timeout) throws RemoteException {
            return of.await(Duration.ofMillis(1));
        }

        @Override
        public void close() {
            of.close();
        }
    }
}
