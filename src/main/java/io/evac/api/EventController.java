package io.evac.api;

import io.evac.daemon.Closing;
import io.evac.migration.Waiter;
import io.evac.report.EventReport;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import io.evac.run.RunState;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** A run's history as NDJSON, so far or as it grows; written by the request's own thread, so that nothing times it out. */
@RestController
final class EventController {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int BATCH = 500;
    private static final Set<RunState> GOING =
            EnumSet.of(RunState.PLANNED, RunState.SCHEDULED, RunState.RUNNING, RunState.PAUSING, RunState.STOPPING);
    private final Reports reports;
    private final JsonMapper json;
    private final Waiter waiter;
    private final Closing closing;

    EventController(Reports reports, JsonMapper json, Waiter waiter, Closing closing) {
        this.reports = reports;
        this.json = json;
        this.waiter = waiter;
        this.closing = closing;
    }

    /**
     * Events with a number above {@code after}.
     *
     * @param follow stay until the run ends, pauses or is interrupted, or the daemon leaves
     */
    @GetMapping("/api/v1/runs/{id}/events")
    void events(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "false") boolean follow,
            HttpServletResponse response)
            throws IOException {
        String run = find(id).id();
        response.setContentType("application/x-ndjson");
        write(response.getOutputStream(), run, after, follow);
    }

    private void write(OutputStream out, String run, long after, boolean follow) throws IOException {
        long last = after;
        while (true) {
            boolean going = follow
                    && !closing.begun()
                    && GOING.contains(RunState.of(find(run).state()));
            List<EventReport> events = reports.events(run, last, BATCH);
            for (EventReport event : events) {
                out.write((json.writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8));
                last = event.number();
            }
            out.flush();
            if (events.size() < BATCH && !going) {
                return;
            }
            if (events.size() < BATCH && interrupted()) {
                return;
            }
        }
    }

    private boolean interrupted() {
        try {
            waiter.pause(PAUSE);
            return false;
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private RunReport find(String id) {
        return reports.run(new RunId(id).value())
                .orElseThrow(() -> new NotFoundException(
                        "EVAC-501", "there is no run " + id, "Maybe one of those that evac status names"));
    }
}
