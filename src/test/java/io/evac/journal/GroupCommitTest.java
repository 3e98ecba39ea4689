package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.migration.Journal.JournalException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writers that came while another one commits get: one commit, and each its own answer. */
class GroupCommitTest {
    private static final int WRITERS = 8;

    @TempDir
    private Path home;

    private TestDatabase db;
    private GroupCommit commits;
    private final CountDownLatch leads = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Set<Thread> told = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void open() {
        db = TestDatabase.in(home);
        db.database()
                .transact(
                        "make a table",
                        client -> client.sql("CREATE TABLE written (n INT PRIMARY KEY)")
                                .update());
        commits = new GroupCommit(db.database());
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void what_waits_is_written_by_one_transaction() throws Exception {
        CompletableFuture<Object> leader = holdTheLead();
        List<CompletableFuture<Object>> transactions = waiting(n -> group -> System.identityHashCode(group));
        goOn.countDown();
        leader.get(180, TimeUnit.SECONDS);
        assertThat(CompletableFuture.allOf(transactions.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Duration.ofSeconds(20));
        assertThat(transactions.stream().map(CompletableFuture::join).distinct())
                .hasSize(1);
    }

    @Test
    void a_refusal_is_only_its_own_writers() throws Exception {
        holdTheLead();
        List<CompletableFuture<Object>> all = waiting(n -> group -> {
            if (n == 3) {
                throw new IllegalStateException("not me");
            }
            return insert(group, n);
        });
        goOn.countDown();
        assertThatThrownBy(() -> all.get(3).get(180, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("not me");
        for (int n : IntStream.range(0, WRITERS).filter(n -> n != 3).toArray()) {
            assertThat(all.get(n).get(180, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(written()).containsExactly(0, 1, 2, 4, 5, 6, 7);
    }

    @Test
    void an_error_in_one_writers_work_leaves_nobody_waiting() throws Exception {
        holdTheLead();
        List<CompletableFuture<Object>> all = waiting(n -> group -> {
            if (n == 3) {
                throw new StackOverflowError("too deep");
            }
            return insert(group, n);
        });
        goOn.countDown();
        for (CompletableFuture<Object> one : all) {
            assertThatThrownBy(() -> one.get(180, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
        assertThat(written()).isEmpty();
        int rows = commits.transact("write again", group -> insert(group, 99));
        assertThat(rows).isEqualTo(1);
        assertThat(written()).containsExactly(99);
    }

    @Test
    void without_a_database_every_writer_is_told() throws Exception {
        holdTheLead();
        List<CompletableFuture<Object>> all = waiting(n -> group -> insert(group, n));
        db.source().close();
        goOn.countDown();
        for (CompletableFuture<Object> one : all) {
            assertThatThrownBy(() -> one.get(180, TimeUnit.SECONDS)).hasCauseInstanceOf(JournalException.class);
        }
    }

    @Test
    void a_writer_that_was_told_to_stop_still_writes_and_stays_told() throws Exception {
        holdTheLead();
        List<CompletableFuture<Object>> all = waiting(n -> group -> insert(group, n));
        threads.forEach(Thread::interrupt);
        goOn.countDown();
        for (CompletableFuture<Object> one : all) {
            assertThat(one.get(180, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(written()).hasSize(WRITERS);
        assertThat(told).containsExactlyInAnyOrderElementsOf(threads);
    }

    /** One writer that stays in its transaction until it may go on. */
    private CompletableFuture<Object> holdTheLead() throws InterruptedException {
        CompletableFuture<Object> leader = start("lead", group -> {
            leads.countDown();
            try {
                return goOn.await(180, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        });
        assertThat(leads.await(180, TimeUnit.SECONDS)).isTrue();
        threads.clear();
        return leader;
    }

    /** Writers that have all put their work into the queue and wait. */
    private List<CompletableFuture<Object>> waiting(Function<Integer, Function<Group, Object>> work) {
        List<CompletableFuture<Object>> all = new ArrayList<>();
        for (int n = 0; n < WRITERS; n++) {
            all.add(start("write " + n, work.apply(n)));
        }
        await(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        return all;
    }

    private CompletableFuture<Object> start(String what, Function<Group, Object> work) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        threads.add(Thread.ofPlatform().start(() -> {
            try {
                Object answer = commits.transact(what, work);
                if (Thread.currentThread().isInterrupted()) {
                    told.add(Thread.currentThread());
                }
                result.complete(answer);
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        }));
        return result;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static int insert(Group group, int n) {
        return group.client().sql("INSERT INTO written (n) VALUES (?)").param(n).update();
    }

    private List<Integer> written() {
        return db.database()
                .transact(
                        "read",
                        client -> client.sql("SELECT n FROM written ORDER BY n")
                                .query(Integer.class)
                                .list());
    }
}
