package io.evac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.report.RunReport;
import io.evac.run.RunState;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client knows only words; these are the daemon's. */
class WatcherTest {
    private static RunReport in(RunState state) {
        return new RunReport(
                RunReport.SCHEMA_VERSION,
                "R-1",
                "P-9f3c21ab",
                "9f3c21ab",
                "list.csv",
                state.word(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OffsetDateTime.parse("2026-12-05T22:00:00Z"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void aRunIsOverForTheClientWhenItIsForTheDaemonAndHasOneMeaning(RunState state) {
        RunReport run = in(state);
        assertThat(Watcher.over(run)).isEqualTo(state.over());
        long meanings = Stream.of(Watcher.goesOn(run), Watcher.stands(run), state.ended())
                .filter(is -> is)
                .count();
        assertThat(meanings).isEqualTo(1);
    }
}
