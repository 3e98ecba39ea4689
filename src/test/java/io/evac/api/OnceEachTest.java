package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.report.EventReport;
import io.evac.report.ReportJson;
import io.evac.report.RunSamples;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class OnceEachTest {
    private static List<EncodedEvent> events(long... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> new EventReport(
                        number, RunSamples.START, "R-17", Optional.empty(), "state", "jo", "n" + number))
                .map(event -> EncodedEvent.of(event, ReportJson.mapper()))
                .toList();
    }

    /** Without an id: who connects again goes on from the highest. */
    @Test
    void what_comes_late_is_written_and_nothing_twice() throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        OnceEach each = new OnceEach(EventWriter.stream(response, ReportJson.mapper()));
        each.write(events(10, 12));
        each.write(events(8, 10, 11, 12, 13));
        each.write(events(8, 9));
        String written = response.getContentAsString();
        assertThat(written.lines().filter(line -> line.startsWith("id: ")))
                .containsExactly("id: 10", "id: 12", "id: 13");
        assertThat(written.lines()
                        .filter(line -> line.startsWith("data: "))
                        .map(line -> line.replaceAll("\\D+(\\d+).*", "$1")))
                .containsExactly("10", "12", "8", "11", "13", "9");
    }
}
