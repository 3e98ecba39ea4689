package io.evac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.report.RunReport;
import io.evac.report.RunSamples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
    private final RunReport run = RunSamples.ended();

    @Test
    void nothingIsShownOnceItIsOver() {
        for (View view : List.of(new LiveView(err, 80, true), new PlainView(err))) {
            view.end();
            view.show(run);
            assertThat(shown.toString(StandardCharsets.UTF_8))
                    .as(view.toString())
                    .isEmpty();
        }
    }

    @Test
    void theSameTwiceIsDrawnOnceAndInTheWidthOfTheTerminal() {
        View view = new LiveView(err, 40, false);
        view.show(run);
        String once = shown.toString(StandardCharsets.UTF_8);
        view.show(run);
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo(once);
        assertThat(once.lines())
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line.codePointCount(0, line.length())).isLessThan(40));
    }

    @Test
    void aTerminalThatDoesNotTellItsWidthHasTheUsualOne() {
        assertThat(List.of(Terminal.width(0), Terminal.width(-1), Terminal.width(10), Terminal.width(132)))
                .containsExactly(80, 80, 40, 132);
    }
}
