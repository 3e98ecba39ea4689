package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.api.FakeFacades;
import io.evac.report.Forecast;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import io.evac.report.RunSamples;
import io.evac.run.Runs;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class WindowWatchTest {
    private static RunReport run(String state, Optional<Long> lateMillis) {
        RunReport like = RunSamples.run(state, List.of(RunSamples.verified()));
        return new RunReport(
                like.schemaVersion(),
                like.id(),
                like.plan(),
                like.digest(),
                like.list(),
                state,
                Optional.of("2026-12-05 22:00 to 2026-12-06 02:00 Europe/Berlin"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Forecast(RunSamples.START.plusHours(4), lateMillis)),
                like.created(),
                like.started(),
                like.ended(),
                like.moves(),
                like.refusals(),
                like.counts());
    }

    @Test
    void whoIsLateTwiceInARowIsToldOf() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(FakeFacades.class)) {
            FakeFacades.Asked asked = context.getBean(FakeFacades.Asked.class);
            WindowWatch watch = new WindowWatch(context.getBean(Reports.class), context.getBean(Runs.class));
            Optional<Long> late = Optional.of(720_000L);
            for (RunReport now : List.of(
                    run("running", late),
                    run("running", Optional.empty()),
                    run("running", late),
                    run("paused", late),
                    run("running", late))) {
                asked.run = now;
                watch.look();
            }
            assertThat(asked.calls).as("not twice in a row").isEmpty();
            watch.look();
            assertThat(asked.calls)
                    .singleElement()
                    .asString()
                    .startsWith("R-17 will miss its window (2026-12-05 22:00 to 2026-12-06 02:00 Europe/Berlin) by "
                            + "about 12m 00s: the last move would have arrived at 2026-12-06 02:00:00 +01:00.");
        }
    }
}
