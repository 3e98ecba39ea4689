package io.evac.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.report.Forecast.Bounds;
import io.evac.report.MoveReport.PhaseReport;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Times are in seconds from the run's start. */
class ForecastTest {
    private static final Instant START = Instant.parse("2026-12-05T21:00:00Z");
    private final List<MoveReport> moves = new ArrayList<>();

    private static OffsetDateTime at(int second) {
        return START.plusSeconds(second).atOffset(ZoneOffset.UTC);
    }

    private static PhaseReport stay(String phase, int from, int to) {
        return new PhaseReport(
                phase, 1, false, at(from), to < 0 ? Optional.empty() : Optional.of(at(to)), Optional.empty());
    }

    private Duration longest = Duration.ZERO;

    private void move(String type, String state, long done, long total, PhaseReport... stays) {
        MoveReport like = RunSamples.move("m" + moves.size(), "i" + moves.size(), state, Optional.empty());
        moves.add(new MoveReport(
                like.id(),
                like.instance(),
                like.from(),
                like.to(),
                type,
                state,
                Optional.empty(),
                1,
                done,
                total,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                0,
                Optional.empty(),
                List.of(stays)));
    }

    private Optional<Forecast> forecast(String state, int now, Integer... window) {
        Optional<Bounds> bounds = window.length == 0
                ? Optional.empty()
                : Optional.of(new Bounds(
                        START.plusSeconds(window[0]),
                        START.plusSeconds(window[window.length - 2]),
                        START.plusSeconds(window[window.length - 1]),
                        longest));
        return Forecast.of(state, moves, bounds, START.plusSeconds(now));
    }

    private static Optional<OffsetDateTime> end(Optional<Forecast> forecast) {
        return forecast.map(Forecast::eta);
    }

    @Test
    void what_is_left_goes_at_the_pace_of_all_transfers_together() {
        move("semi-live", "running", 500, 1_000, stay("full-sync", 0, -1));
        move("semi-live", "running", 500, 1_000, stay("full-sync", 50, -1));
        move("semi-live", "queued", 0, 1_000);
        assertThat(end(forecast("running", 100)))
                .as("1,000 bytes in 100 s, 2,000 more, and a cutover as the planner counts it")
                .contains(at(303));
        assertThat(forecast("running", 4)).as("too early to say").isEmpty();
    }

    @Test
    void time_in_which_nothing_was_carried_does_not_count() {
        move("semi-live", "waiting", 900, 900, stay("full-sync", 0, 90));
        move("semi-live", "running", 100, 1_000, stay("full-sync", 990, -1));
        assertThat(end(forecast("running", 1_000))).contains(at(1_000 + 90 + 3));
    }

    @Test
    void cutovers_take_as_long_as_they_took_and_begin_when_the_window_opens() {
        move("semi-live", "verified", 100, 100, stay("full-sync", 0, 10), stay("quiesce", 10, 12), cutover(12, 30));
        move("semi-live", "verified", 100, 100, stay("full-sync", 0, 10), stay("quiesce", 15, 16), cutover(16, 35));
        move("semi-live", "verified", 100, 100, stay("full-sync", 0, 10), stay("quiesce", 35, 36), cutover(36, 55));
        for (int i = 0; i < 4; i++) {
            move("semi-live", "waiting", 100, 100, stay("full-sync", 0, 10));
        }
        assertThat(end(forecast("running", 100))).as("two at once, 20 s each").contains(at(140));
        Optional<Forecast> early = forecast("running", 100, 200, 230, 230);
        assertThat(end(early)).contains(at(240));
        assertThat(early.flatMap(Forecast::lateMillis)).contains(10_000L);
        assertThat(forecast("running", 100, 200, 240, 240).flatMap(Forecast::lateMillis))
                .isEmpty();
        assertThat(forecast("running", 100, 200, 219, 300).flatMap(Forecast::lateMillis))
                .as("the last one would begin a second behind the lockout")
                .contains(1_000L);
        assertThat(forecast("running", 240, 200, 240, 250)).as("it is over").isEmpty();
        longest = Duration.ofSeconds(90);
        assertThat(forecast("running", 100, 200, 290, 300).flatMap(Forecast::lateMillis))
                .as("the last one would begin at 220, and what may take 90 s begins by 210")
                .contains(10_000L);
    }

    private static PhaseReport cutover(int from, int to) {
        return stay("activate", from, to);
    }

    @Test
    void what_is_copied_while_it_stands_still_is_copied_within_the_window() {
        move("cold", "verified", 1_000, 1_000, stay("quiesce", 0, 1), stay("final-sync", 1, 100), cutover(100, 101));
        move("cold", "queued", 0, 2_000);
        assertThat(end(forecast("running", 101, 500, 600, 600))).contains(at(700));
    }

    @Test
    void thousands_of_cutovers_are_not_counted_by_one_guess() {
        move("semi-live", "running", 100, 100, stay("full-sync", 0, 10), stay("quiesce", 10, -1));
        for (int i = 0; i < 10_000; i++) {
            move("semi-live", "waiting", 100, 100, stay("full-sync", 0, 10));
        }
        assertThat(forecast("running", 100, 0, 14_400, 14_400).flatMap(Forecast::lateMillis))
                .isEmpty();
    }

    @Test
    void a_pause_within_a_transfer_does_not_slow_it_down() {
        move("semi-live", "waiting", 500, 1_000, stay("full-sync", 0, -1));
        move("semi-live", "queued", 0, 1_000, stay("full-sync", 0, 10));
        assertThat(end(forecast("running", 10_000)))
                .as("50 bytes a second, 1,500 left")
                .contains(at(10_033));
    }

    @Test
    void nothing_is_said_of_what_does_not_go_on_or_is_done() {
        move("semi-live", "verified", 100, 100, stay("full-sync", 0, 10));
        assertThat(forecast("running", 100)).isEmpty();
        move("semi-live", "failed", 50, 100, stay("full-sync", 0, 10));
        assertThat(forecast("running", 100)).isEmpty();
        move("semi-live", "queued", 0, 100);
        assertThat(forecast("paused", 100)).isEmpty();
        assertThat(end(forecast("running", 100))).contains(at(100 + 7 + 3).plus(Duration.ofMillis(-333)));
    }

    @Test
    void it_is_said_in_words() {
        Forecast late = new Forecast(at(3_600), Optional.of(720_000L));
        assertThat(late.left(at(0))).isEqualTo("about 1h 00m left, 12m 00s too late for its window");
        assertThat(late.words()).isEqualTo("done about 2026-12-05 22:00:00 +00:00, 12m 00s too late for its window");
        assertThat(new Forecast(at(60), Optional.empty()).left(at(0))).isEqualTo("about 1m 00s left");
    }
}
