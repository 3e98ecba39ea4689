package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.simulation.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The invariants when everything is real but the hosts: Spring Batch, the journal and the leases on H2, all threads. See
 * {@code docs/simulation.md}. {@code -Devac.batch.seeds=N} plays so many seeds, {@code -Devac.batch.seed=N} one.
 */
class BatchSeedsIT {
    private static final long SEEDS = Long.getLong("evac.batch.seeds", 50);

    private final Map<Kind, Integer> faults = new EnumMap<>(Kind.class);
    private final Map<MoveState, Integer> ends = new EnumMap<>(MoveState.class);
    private final List<String> broken = new ArrayList<>();
    private long engines;
    private long points;
    private long events;

    @TempDir
    Path directory;

    @Test
    void everySeedThroughTheWholeEngineKeepsTheInvariants() throws IOException {
        assertThat(MVStore.class.desiredAssertionStatus())
                .as("the database as daemons have it")
                .isFalse();
        Long one = Long.getLong("evac.batch.seed");
        LongStream seeds = one == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(one);
        // One after the other: what Batch keeps in statics it keeps by numbers of executions, and each story begins at
        // 1.
        for (long seed : seeds.toArray()) {
            tell(seed);
        }
        System.out.println("through Batch and H2: engines " + engines + ", points " + points + ", events on hosts "
                + events + "\nfaults " + faults + "\nends " + ends);
        assertThat(broken).isEmpty();
        if (one == null && SEEDS >= 50) {
            assertThat(faults.keySet()).as("faults that happened").containsAll(BatchTroubles.KINDS);
            assertThat(ends.keySet())
                    .contains(MoveState.VERIFIED, MoveState.FINALIZED, MoveState.ROLLED_BACK, MoveState.CANCELLED);
        }
    }

    private void tell(long seed) throws IOException {
        try (BatchStory story = new BatchStory(seed, Files.createDirectory(directory.resolve("seed-" + seed)))) {
            story.play()
                    .ifPresent(why -> broken.add("seed " + seed + ": " + why + "\n  after " + story.troubles.happened()
                            + "\n  again: -Devac.batch.seed=" + seed));
            count(story);
        }
    }

    private void count(BatchStory story) {
        engines += story.started();
        points += story.troubles.points();
        events += story.events.get();
        for (Kind kind : BatchTroubles.KINDS) {
            if (story.troubles.count(kind) > 0) {
                faults.merge(kind, story.troubles.count(kind), Integer::sum);
            }
        }
        for (Move move : story.moves()) {
            ends.merge(story.state(move), 1, Integer::sum);
        }
    }
}
