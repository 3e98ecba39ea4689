package io.evac.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** How events are written to whoever follows them. When there was nothing to write for long, something without meaning is. */
abstract class EventWriter {
    /** Looks without an event until something is written: who has gone is only found so. About 15 s. */
    private static final int QUIET = 50;

    final OutputStream out;
    private final String nothing;
    private int quiet;

    private EventWriter(OutputStream out, String nothing) {
        this.out = out;
        this.nothing = nothing;
    }

    /** One JSON document a line. */
    static EventWriter lines(HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        return new Lines(response.getOutputStream());
    }

    /** Server-sent events; the number is the id from which a browser that connects again goes on. */
    static EventWriter stream(HttpServletResponse response, JsonMapper json) throws IOException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        return new Stream(response.getOutputStream(), json);
    }

    /** @param late whether one with a higher number was written before */
    abstract void write(EncodedEvent event, boolean late) throws IOException;

    /** Nothing more comes by itself. */
    abstract void end(String state) throws IOException;

    /** What was looked for is written; sends it. */
    final void flush(boolean found) throws IOException {
        quiet = found ? 0 : quiet + 1;
        if (quiet >= QUIET) {
            quiet = 0;
            text(nothing);
        }
        out.flush();
    }

    final void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Lines extends EventWriter {
        Lines(OutputStream out) {
            super(out, "\n");
        }

        @Override
        void write(EncodedEvent event, boolean late) throws IOException {
            event.line(out);
        }

        @Override
        void end(String state) {}
    }

    private static final class Stream extends EventWriter {
        private final JsonMapper json;

        Stream(OutputStream out, JsonMapper json) {
            super(out, ": still here\n\n");
            this.json = json;
        }

        @Override
        void write(EncodedEvent event, boolean late) throws IOException {
            if (late) {
                event.sentLate(out);
            } else {
                event.sent(out);
            }
        }

        @Override
        void end(String state) throws IOException {
            text("event: end\ndata: " + json.writeValueAsString(Map.of("state", state)) + "\n\n");
            flush(true);
        }
    }
}
