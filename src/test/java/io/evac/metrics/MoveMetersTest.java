package io.evac.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.HostName;
import io.evac.journal.MoveListener.Change;
import io.evac.migration.Checkpoint;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.migration.Progress;
import io.evac.plan.MoveId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MoveMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MoveMeters meters = new MoveMeters(registry, host -> "files");

    private void write(MoveState before, long downtimeBefore, MoveState now, long downtime) {
        meters.written(new Change(
                new HostName("alpha"),
                before,
                downtimeBefore,
                Optional.of(Phase.ACTIVATE),
                new MoveRecord(
                        new MoveId("P-1.1"),
                        "R-1",
                        now,
                        Optional.of(Phase.ACTIVATE),
                        List.of(),
                        1,
                        1,
                        false,
                        Checkpoint.NONE,
                        Optional.empty(),
                        downtime,
                        0,
                        false,
                        Optional.empty(),
                        Optional.empty())));
    }

    @Test
    void aMoveIsCountedOnceForEachOutcomeThatItComesTo() {
        write(MoveState.QUEUED, 0, MoveState.RUNNING, 0);
        write(MoveState.RUNNING, 0, MoveState.MOVED, 800);
        write(MoveState.MOVED, 800, MoveState.MOVED, 800);
        write(MoveState.MOVED, 800, MoveState.VERIFIED, 800);
        assertThat(registry.get("evac.moves").counters())
                .extracting(counter -> counter.getId().getTag("outcome"), Counter::count)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("moved", 1.0),
                        org.assertj.core.groups.Tuple.tuple("verified", 1.0));
    }

    @Test
    void eachOutageIsMeasuredByItselfThoughTheJournalSumsThemUp() {
        write(MoveState.RUNNING, 0, MoveState.WAITING, 500);
        write(MoveState.RUNNING, 500, MoveState.MOVED, 1300);
        write(MoveState.MOVED, 1300, MoveState.RUNNING, 0);
        write(MoveState.RUNNING, 0, MoveState.ROLLED_BACK, 700);
        Timer downtime = registry.get("evac.downtime").tag("driver", "files").timer();
        assertThat(downtime.count()).isEqualTo(3);
        assertThat(downtime.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500 + 800 + 700);
    }

    @Test
    void everyTransferOfAPhaseCounts() {
        Counter counter = registry.counter("bytes");
        CountedBytes bytes = new CountedBytes(Progress.NONE, counter);
        MoveId move = new MoveId("P-1.1");
        bytes.bytes(move, Phase.FULL_SYNC, 0, 100);
        bytes.bytes(move, Phase.FULL_SYNC, 60, 100);
        bytes.bytes(move, Phase.FULL_SYNC, 100, 100);
        bytes.bytes(move, Phase.FULL_SYNC, 0, 40);
        bytes.bytes(move, Phase.FULL_SYNC, 40, 40);
        assertThat(counter.count()).isEqualTo(140);
    }
}
