package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.api.FakeFacades;
import io.evac.api.TestDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Only a daemon that serves acts by itself. */
class HousekeepingTest {
    private static final String EVERY = "evac.housekeeping";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @BeforeEach
    void homes() throws IOException {
        Files.createDirectory(folder.resolve("one"));
        Files.createDirectory(folder.resolve("two"));
    }

    @BeforeEach
    void often() {
        System.setProperty(EVERY, "10ms");
    }

    @AfterEach
    void usual() {
        System.clearProperty(EVERY);
    }

    private static long kept(ConfigurableApplicationContext context) {
        return context.getBean(FakeFacades.Asked.class).calls.stream()
                .filter("keep house"::equals)
                .count();
    }

    @Test
    void aDaemonThatServesLooksAfterTheRunsAndOneThatACommandStartedDoesNot() {
        Optional<Duration> idleExit = Optional.of(Duration.ofSeconds(60));
        try (ConfigurableApplicationContext started = TestDaemon.start(folder.resolve("one"), idleExit, false);
                ConfigurableApplicationContext serves =
                        TestDaemon.start(folder.resolve("two"), Optional.empty(), true)) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (kept(serves) < 3 && System.nanoTime() < end) {
                LockSupport.parkNanos(2_000_000);
            }
            assertThat(kept(serves)).isGreaterThanOrEqualTo(3);
            assertThat(serves.getBean(FakeFacades.Asked.class).calls)
                    .as("it waits for a schedule that is gone")
                    .anyMatch(call -> call.startsWith("strand R-9 its schedule gone has no further window. Maybe "));
            assertThat(kept(started)).isZero();
        }
    }
}
