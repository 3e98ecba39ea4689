package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.plan.Move;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {
    private final Move move = TestPlans.of("log", 1, 1).moves().getFirst();

    @BeforeEach
    @AfterEach
    void nothing() {
        MDC.clear();
    }

    @Test
    void aMoveWithinARunIsTakenAwayAgainAndTheRunStays() {
        try (LogContext run = LogContext.of(new RunId("R-1"))) {
            try (LogContext walk = LogContext.of(new RunId("R-1"), move)) {
                assertThat(MDC.getCopyOfContextMap())
                        .isEqualTo(Map.of(
                                LogContext.RUN,
                                "R-1",
                                LogContext.MOVE,
                                move.id().value(),
                                LogContext.HOST,
                                "h1"));
            }
            assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of(LogContext.RUN, "R-1"));
        }
        assertThat(now()).isEmpty();
    }

    @Test
    void workThatIsHandedOverTakesItAlongAndLeavesNothing() throws InterruptedException {
        Runnable work;
        AtomicReference<Map<String, String>> seen = new AtomicReference<>(Map.of());
        AtomicReference<Map<String, String>> left = new AtomicReference<>(Map.of("not", "asked"));
        try (LogContext run = LogContext.of(new RunId("R-1"))) {
            work = LogContext.carried(() -> seen.set(now()));
        }
        Thread other = Thread.ofVirtual().start(() -> {
            work.run();
            left.set(now());
        });
        other.join();
        assertThat(seen.get()).isEqualTo(Map.of(LogContext.RUN, "R-1"));
        assertThat(left.get()).isEmpty();
    }

    private static Map<String, String> now() {
        return Optional.ofNullable(MDC.getCopyOfContextMap()).orElse(Map.of());
    }
}
