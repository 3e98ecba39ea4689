package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.HostName;
import io.evac.plan.MoveId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FairSlotsTest {
    private static final HostName C = new HostName("gamma");
    private static final HostName D = new HostName("delta");
    private final FairSlots slots = new FairSlots(name -> new io.evac.inventory.Slots(1, 1), 8);

    private CompletableFuture<Slots.Claim> claim(HostName from, HostName to, CountDownLatch waits) {
        Progress progress = new Progress() {
            @Override
            public void bytes(MoveId move, Phase phase, long done, long total) {}

            @Override
            public void waiting(MoveId move, String what) {
                if (!what.isEmpty()) {
                    waits.countDown();
                }
            }
        };
        CompletableFuture<Slots.Claim> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(slots.claim(new MoveId("P-1.1"), from, to, 0, progress));
            } catch (InterruptedException stopped) {
                result.completeExceptionally(stopped);
            }
        });
        return result;
    }

    @Test
    void a_claim_that_fits_overtakes_one_that_does_not() throws Exception {
        Slots.Claim first =
                claim(Moves.ALPHA, Moves.BETA, new CountDownLatch(1)).get(5, TimeUnit.SECONDS);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Slots.Claim> second = claim(Moves.ALPHA, C, waits);
        assertThat(waits.await(5, TimeUnit.SECONDS)).isTrue();
        Slots.Claim third = claim(D, C, new CountDownLatch(1)).get(5, TimeUnit.SECONDS);
        first.close();
        first.close();
        assertThat(second).isNotDone();
        third.close();
        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void limits_may_be_raised_while_claims_wait() throws Exception {
        claim(Moves.ALPHA, Moves.BETA, new CountDownLatch(1)).get(5, TimeUnit.SECONDS);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Slots.Claim> second = claim(Moves.ALPHA, Moves.BETA, waits);
        assertThat(waits.await(5, TimeUnit.SECONDS)).isTrue();
        slots.adjust(name -> new io.evac.inventory.Slots(2, 2), 8);
        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void a_claim_that_was_overtaken_often_enough_gets_its_places_kept() throws Exception {
        Slots.Claim out = claim(Moves.ALPHA, D, new CountDownLatch(1)).get(5, TimeUnit.SECONDS);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Slots.Claim> big = claim(Moves.ALPHA, Moves.BETA, waits);
        assertThat(waits.await(5, TimeUnit.SECONDS)).isTrue();
        for (int small = 0; small < 16; small++) {
            claim(C, Moves.BETA, new CountDownLatch(1)).get(5, TimeUnit.SECONDS).close();
        }
        CountDownLatch kept = new CountDownLatch(1);
        CompletableFuture<Slots.Claim> late = claim(C, Moves.BETA, kept);
        assertThat(kept.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(late).isNotDone();
        out.close();
        big.get(5, TimeUnit.SECONDS).close();
        assertThat(late).succeedsWithin(Duration.ofSeconds(5));
    }
}
