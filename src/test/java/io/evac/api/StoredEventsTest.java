package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evac.report.EventReport;
import io.evac.report.ReportJson;
import io.evac.report.Reports;
import io.evac.report.RunSamples;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoredEventsTest {
    private static final int LIMIT = 10;
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch mayRead = new CountDownLatch(1);
    private final StoredEvents stored = new StoredEvents(counting(), ReportJson.mapper());

    /** Each time it is asked for events there is one more than the time before. */
    private Reports counting() {
        return (Reports) Proxy.newProxyInstance(
                Reports.class.getClassLoader(), new Class<?>[] {Reports.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("events");
                    List<EventReport> events = new ArrayList<>();
                    int there = reads.incrementAndGet();
                    for (int number = 1; number <= there; number++) {
                        events.add(event(number));
                    }
                    mayRead.await();
                    return events;
                });
    }

    private static EventReport event(long number) {
        return new EventReport(number, RunSamples.START, "R-17", Optional.empty(), "state", "jo", "n" + number);
    }

    private FutureTask<List<EncodedEvent>> ask(Thread.State until) {
        FutureTask<List<EncodedEvent>> task = new FutureTask<>(() -> stored.of("R-17", 0, LIMIT));
        Thread thread = Thread.ofPlatform().daemon().start(task);
        await().until(() -> thread.getState() == until);
        return task;
    }

    @Test
    void who_asks_while_one_reads_shares_what_is_read_behind_it() throws Exception {
        FutureTask<List<EncodedEvent>> first = ask(Thread.State.WAITING);
        List<FutureTask<List<EncodedEvent>>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            others.add(ask(Thread.State.BLOCKED));
        }
        mayRead.countDown();
        assertThat(first.get()).hasSize(1);
        List<EncodedEvent> shared = others.getFirst().get();
        assertThat(shared).as("what came after the first began to read").hasSize(2);
        for (FutureTask<List<EncodedEvent>> other : others) {
            assertThat(other.get()).isSameAs(shared);
        }
        assertThat(stored.of("R-17", 0, LIMIT)).as("asked behind it").hasSize(3);
    }

    @Test
    void another_place_or_another_run_is_read_by_itself() {
        mayRead.countDown();
        stored.of("R-17", 0, LIMIT);
        stored.of("R-17", 1, LIMIT);
        stored.of("R-18", 0, LIMIT);
        assertThat(reads).hasValue(3);
    }
}
