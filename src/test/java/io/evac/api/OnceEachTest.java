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

    @Test
    void what_comes_late_is_written_and_nothing_twice() throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        OnceEach each = new OnceEach(EventWriter.stream(response, ReportJson.mapper()));
        each.write(events(10, 12));
        each.write(events(8, 10, 11, 12, 13));
        each.write(events(8, 9));
        assertThat(response.getContentAsString().lines().filter(line -> line.startsWith("id: ")))
                .containsExactly("id: 10", "id: 12", "id: 8", "id: 11", "id: 13", "id: 9");
    }
}
