package io.evac.api;

import io.evac.report.EventReport;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** How events are written to whoever follows them. A flush without an event keeps the connection and finds who has gone. */
abstract class EventWriter {
    private final OutputStream out;
    final JsonMapper json;

    private EventWriter(OutputStream out, JsonMapper json) {
        this.out = out;
        this.json = json;
    }

    /** One JSON document a line. */
    static EventWriter lines(HttpServletResponse response, JsonMapper json) throws IOException {
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        return new Lines(response.getOutputStream(), json);
    }

    /** Server-sent events; the number is the id from which a browser that connects again goes on. */
    static EventWriter stream(HttpServletResponse response, JsonMapper json) throws IOException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        return new Stream(response.getOutputStream(), json);
    }

    abstract void write(EventReport event) throws IOException;

    abstract void flush() throws IOException;

    /** Nothing more comes by itself. */
    abstract void end(String state) throws IOException;

    final void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    final void send() throws IOException {
        out.flush();
    }

    private static final class Lines extends EventWriter {
        Lines(OutputStream out, JsonMapper json) {
            super(out, json);
        }

        @Override
        void write(EventReport event) throws IOException {
            text(json.writeValueAsString(event) + "\n");
        }

        @Override
        void flush() throws IOException {
            send();
        }

        @Override
        void end(String state) {}
    }

    private static final class Stream extends EventWriter {
        /** Flushes without an event until a comment is sent: every 15 s. */
        private static final int QUIET = 50;

        private int quiet;

        Stream(OutputStream out, JsonMapper json) {
            super(out, json);
        }

        @Override
        void write(EventReport event) throws IOException {
            quiet = 0;
            text("id: " + event.number() + "\ndata: " + json.writeValueAsString(event) + "\n\n");
        }

        @Override
        void flush() throws IOException {
            if (++quiet >= QUIET) {
                quiet = 0;
                text(": still here\n\n");
            }
            send();
        }

        @Override
        void end(String state) throws IOException {
            text("event: end\ndata: " + json.writeValueAsString(Map.of("state", state)) + "\n\n");
            send();
        }
    }
}
