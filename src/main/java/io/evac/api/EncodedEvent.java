package io.evac.api;

import io.evac.report.EventReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** An event as it is sent, encoded once for all who follow its run: a server-sent event, whose data are a line of NDJSON. */
final class EncodedEvent {
    private static final String DATA = "data: ";
    private final long number;
    private final String run;
    private final byte[] bytes;
    /** Where the JSON begins. */
    private final int data;

    private EncodedEvent(long number, String run, byte[] bytes, int data) {
        this.number = number;
        this.run = run;
        this.bytes = bytes;
        this.data = data;
    }

    static EncodedEvent of(EventReport event, JsonMapper json) {
        String before = "id: " + event.number() + "\n" + DATA;
        byte[] bytes = (before + json.writeValueAsString(event) + "\n\n").getBytes(StandardCharsets.UTF_8);
        return new EncodedEvent(event.number(), event.run(), bytes, before.length());
    }

    long number() {
        return number;
    }

    String run() {
        return run;
    }

    /** As a line of NDJSON. */
    void line(OutputStream out) throws IOException {
        out.write(bytes, data, bytes.length - data - 1);
    }

    /** As a server-sent event. */
    void sent(OutputStream out) throws IOException {
        out.write(bytes);
    }

    /** The same without its number, from which who connects again would go on. */
    void sentLate(OutputStream out) throws IOException {
        out.write(bytes, data - DATA.length(), bytes.length - data + DATA.length());
    }
}
