package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.Transport.Synced;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConvergenceTest {
    private static final long MIB = 1 << 20;

    /** At 10 MiB/s. */
    private static Synced round(long changed) {
        return new Synced(changed, changed, changed * 1000 / (10 * MIB), Checkpoint.NONE);
    }

    private static Convergence behind(long... deltas) {
        Convergence now = Convergence.begin(round(1000 * MIB));
        for (long delta : deltas) {
            now = now.after(round(delta));
        }
        return Convergence.of(now.onto(Checkpoint.NONE));
    }

    @Test
    void theFirstTwoDeltasSayHowLongTheLastCopyWillTake() {
        assertThat(behind(400 * MIB, 200 * MIB).foreseenFinal(5)).contains(Duration.ofMillis(2500));
        assertThat(behind(400 * MIB, 200 * MIB).foreseenFinal(2)).contains(Duration.ofSeconds(20));
        assertThat(behind(200 * MIB, 400 * MIB).foreseenFinal(9))
                .as("what grows does not shrink")
                .contains(Duration.ofSeconds(40));
    }

    @Test
    void nothingIsForeseenOfOneDeltaOrOfNoneAndWhatIsSeenLaterIsNoForesight() {
        assertThat(behind().foreseenFinal(5)).isEmpty();
        assertThat(behind(400 * MIB).foreseenFinal(5)).isEmpty();
        assertThat(behind(0, 200 * MIB).foreseenFinal(5)).isEmpty();
        assertThat(behind(400 * MIB, 200 * MIB, 100 * MIB).foreseenFinal(5)).isEmpty();
        assertThat(behind(400 * MIB, 200 * MIB).afresh().foreseenFinal(5)).isEmpty();
    }
}
