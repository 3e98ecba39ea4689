package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.report.EventReport;
import io.evac.report.ReportJson;
import io.evac.report.RunSamples;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EncodedEventTest {
    private static final EventReport EVENT =
            new EventReport(17, RunSamples.START, "R-17", Optional.empty(), "state", "jo", "two\nlines, “quoted”");

    @Test
    void the_same_bytes_are_a_line_and_a_server_sent_event() throws Exception {
        String json = ReportJson.mapper().writeValueAsString(EVENT);
        EncodedEvent encoded = EncodedEvent.of(EVENT, ReportJson.mapper());
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        encoded.line(line);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        encoded.sent(sent);
        assertThat(line).hasToString(json + "\n");
        assertThat(sent).hasToString("id: 17\ndata: " + json + "\n\n");
        assertThat(json).doesNotContain("\n");
        assertThat(encoded.number()).isEqualTo(17);
        assertThat(encoded.run()).isEqualTo("R-17");
    }
}
