package io.evac.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant OPENS = Instant.parse("2026-12-05T21:00:00Z");
    private static final Instant CLOSES = OPENS.plus(Duration.ofHours(4));
    private static final Window WINDOW =
            new Window(OPENS, CLOSES.minus(Duration.ofMinutes(30)), CLOSES, 4, true, BERLIN, Optional.empty());

    @Test
    void aCutoverBeginsFromTheOpeningToTheLockoutIfItEndsBeforeTheEnd() {
        assertThat(WINDOW.early(OPENS.minusMillis(1))).contains("the window opens 2026-12-05 22:00");
        assertThat(WINDOW.early(OPENS)).isEmpty();
        assertThat(WINDOW.late(WINDOW.lockout().minusMillis(1), Duration.ofMinutes(30)))
                .isFalse();
        assertThat(WINDOW.late(WINDOW.lockout(), Duration.ZERO)).isTrue();
        assertThat(WINDOW.late(CLOSES.minus(Duration.ofHours(1)), Duration.ofMinutes(61)))
                .isTrue();
        assertThat(WINDOW.words())
                .isEqualTo(
                        "2026-12-05 22:00 to 2026-12-06 02:00 Europe/Berlin, no cutover begins after 2026-12-06 01:30");
    }

    @Test
    void oneInWhichNothingCouldBeginIsNone() {
        assertThatThrownBy(() -> new Window(OPENS, OPENS, CLOSES, 0, false, BERLIN, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe make it longer");
        assertThatThrownBy(() -> new Window(OPENS, CLOSES.plusMillis(1), CLOSES, 0, false, BERLIN, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
