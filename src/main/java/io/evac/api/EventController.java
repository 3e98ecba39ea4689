package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Closing;
import io.evac.migration.Waiter;
import io.evac.report.EventReport;
import io.evac.report.Reports;
import io.evac.run.RunState;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run's history, so far or as it grows, as NDJSON or as server-sent events; written by the request's own thread, so that
 * nothing times it out.
 */
@RestController
final class EventController {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int BATCH = 500;
    private static final Set<RunState> GOING =
            EnumSet.of(RunState.PLANNED, RunState.SCHEDULED, RunState.RUNNING, RunState.PAUSING, RunState.STOPPING);
    private final Reports reports;
    private final KnownRuns known;
    private final EventFeed feed;
    private final JsonMapper json;
    private final Waiter waiter;
    private final Closing closing;

    EventController(Reports reports, KnownRuns known, EventFeed feed, JsonMapper json, Waiter waiter, Closing closing) {
        this.reports = reports;
        this.known = known;
        this.feed = feed;
        this.json = json;
        this.waiter = waiter;
        this.closing = closing;
    }

    /**
     * Events with a number above {@code after}.
     *
     * @param follow stay until the run ends, pauses or is interrupted, or the daemon leaves
     */
    @GetMapping(path = "/api/v1/runs/{id}/events", produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Needs(Role.VIEWER)
    void events(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "false") boolean follow,
            HttpServletResponse response)
            throws IOException {
        known.state(id);
        EventWriter out = EventWriter.lines(response, json);
        if (follow) {
            follow(id, after, out);
        } else {
            rest(id, after, out);
        }
    }

    /**
     * The same as server-sent events, always followed; the last is named {@code end} and has the run's state.
     *
     * @param last of a browser that connects again
     */
    @GetMapping(path = "/api/v1/runs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Needs(Role.VIEWER)
    void stream(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") long after,
            @RequestHeader(name = "Last-Event-ID", required = false) Optional<Long> last,
            HttpServletResponse response)
            throws IOException {
        known.state(id);
        follow(id, last.orElse(after), EventWriter.stream(response, json));
    }

    private void follow(String run, long after, EventWriter out) throws IOException {
        if (!feed.enter()) {
            throw new BusyException(
                    "EVAC-598",
                    EventFeed.FOLLOWERS + " follow events already",
                    "Maybe follow fewer runs, or ask again without follow");
        }
        try {
            long last = followed(run, after, out);
            if (!closing.begun()) {
                rest(run, last, out);
                out.end(known.state(run));
            }
        } finally {
            feed.leave();
        }
    }

    /** Until nothing more happens by itself; answers the number up to which everything was written. */
    private long followed(String run, long after, EventWriter out) throws IOException {
        long last = after;
        boolean going = true;
        while (going) {
            going = !closing.begun()
                    && feed.state(run).map(RunState::of).filter(GOING::contains).isPresent();
            EventFeed.Part part = feed.of(run, last, BATCH);
            write(part.events(), out);
            last = part.upTo();
            going &= part.events().size() == BATCH || !interrupted();
        }
        return last;
    }

    /** What is there, up to the end: of a run that is at rest, nothing comes late. */
    private void rest(String run, long after, EventWriter out) throws IOException {
        List<EventReport> events = reports.events(run, after, BATCH);
        write(events, out);
        while (events.size() == BATCH) {
            events = reports.events(run, events.getLast().number(), BATCH);
            write(events, out);
        }
    }

    private static void write(List<EventReport> events, EventWriter out) throws IOException {
        for (EventReport event : events) {
            out.write(event);
        }
        out.flush();
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
}
