package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.schedule.CalendarsOpening;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Timeout;

/** iCalendar files: refused when they are given, or good for every window; none keeps a schedule waiting. */
@Timeout(10)
class CalendarFuzzTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant OPENS = Instant.parse("2026-12-05T21:00:00Z");
    private static final Duration LENGTH = Duration.ofHours(4);

    @FuzzTest
    void calendar(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        try {
            CalendarsOpening.check(text);
            for (int day = 0; day < 3; day++) {
                Instant opens = OPENS.plus(Duration.ofDays(180L * day));
                CalendarsOpening.touching(text, opens, opens.plus(LENGTH), ZONE);
            }
        } catch (IllegalArgumentException refused) {
            Harmless.advice(refused.getMessage());
        }
    }
}
