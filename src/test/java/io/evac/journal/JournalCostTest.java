package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Phase;
import io.evac.plan.Plan;
import io.evac.run.RunStore.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand moves go through; what they cost is printed, and judged by people: a test of time fails on a busy machine. */
class JournalCostTest {
    private static final int MOVES = 10_000;
    private static final int WRITES = 500;

    @Test
    void ten_thousand_moves_are_created_written_and_reported(@TempDir Path home) {
        Plan plan = Plans.of("i", "alpha", "beta", MOVES);
        try (TestDatabase db = TestDatabase.in(home)) {
            long begun = System.nanoTime();
            RunRecord run = db.runs().create(plan, Optional.empty(), "tester");
            long create = millisSince(begun);
            begun = System.nanoTime();
            List<MoveRecord> moves = db.runs().moves(run.id());
            long read = millisSince(begun);
            begun = System.nanoTime();
            for (int i = 0; i < WRITES; i++) {
                db.journal().write(moves.get(i), 1, "tester", "cost");
                long intent = db.journal().intent(moves.get(i), 1, Phase.FENCE, "fence");
                db.journal().outcome(moves.get(i), 1, intent, "done");
            }
            double write = millisSince(begun) / (3.0 * WRITES);
            begun = System.nanoTime();
            int reported =
                    db.reports().run(run.id().value()).orElseThrow().moves().size();
            long report = millisSince(begun);
            System.out.printf(
                    "%d moves: create %d ms, read %d ms, report %d ms; one journal write %.2f ms%n",
                    MOVES, create, read, report, write);
            assertThat(moves).hasSize(MOVES);
            assertThat(reported).isEqualTo(MOVES);
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
