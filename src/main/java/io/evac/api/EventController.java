package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Closing;
import io.evac.daemon.KnownRuns;
import io.evac.daemon.Standing;
import io.evac.migration.Waiter;
import io.evac.report.Reports;
import io.evac.run.RunState;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
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
    /** Looks until the token is asked for again: about 5 s. */
    private static final int KNOWN = 16;

    private static final Set<RunState> GOING =
            EnumSet.of(RunState.PLANNED, RunState.SCHEDULED, RunState.RUNNING, RunState.PAUSING, RunState.STOPPING);
    private final Reports reports;
    private final KnownRuns known;
    private final EventFeed feed;
    private final StoredEvents stored;
    private final Standing standing;
    private final JsonMapper json;
    private final Waiter waiter;
    private final Closing closing;

    EventController(
            Reports reports,
            KnownRuns known,
            EventFeed feed,
            StoredEvents stored,
            Standing standing,
            JsonMapper json,
            Waiter waiter,
            Closing closing) {
        this.reports = reports;
        this.known = known;
        this.feed = feed;
        this.stored = stored;
        this.standing = standing;
        this.json = json;
        this.waiter = waiter;
        this.closing = closing;
    }

    /**
     * Events with a number above {@code after}.
     *
     * @param follow stay until the run ends, pauses or is interrupted, the token ends, or the daemon leaves
     */
    @GetMapping(path = "/api/v1/runs/{id}/events", produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Needs(Role.VIEWER)
    void events(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "false") boolean follow,
            HttpMethod method,
            HttpServletResponse response)
            throws IOException {
        known.state(id);
        EventWriter out = EventWriter.lines(response);
        if (follow && method.equals(HttpMethod.GET)) {
            follow(id, after, out);
        } else {
            soFar(id, after, out);
        }
    }

    /**
     * The same as server-sent events, always followed; the last is named {@code end} and has the run's state. A browser that
     * connects again behind that is told that there is nothing.
     *
     * @param last of a browser that connects again
     */
    @GetMapping(path = "/api/v1/runs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Needs(Role.VIEWER)
    void stream(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") long after,
            @RequestHeader(name = "Last-Event-ID", required = false) Optional<Long> last,
            HttpMethod method,
            HttpServletResponse response)
            throws IOException {
        boolean over = !going(known.state(id));
        if (over && last.isPresent() && reports.events(id, last.get(), 1).isEmpty()) {
            response.setStatus(HttpStatus.NO_CONTENT.value());
        } else if (method.equals(HttpMethod.GET)) {
            follow(id, last.orElse(after), EventWriter.stream(response, json));
        } else {
            EventWriter.stream(response, json);
        }
    }

    private static boolean going(String state) {
        return GOING.contains(RunState.of(state));
    }

    private void follow(String run, long after, EventWriter out) throws IOException {
        if (!feed.enter()) {
            throw new BusyException(
                    "EVAC-598",
                    EventFeed.FOLLOWERS + " follow events already",
                    "Maybe follow fewer runs, or ask again without follow");
        }
        try {
            OnceEach each = new OnceEach(out);
            followed(run, after, each);
            if (!closing.begun() && allowed(run)) {
                // Behind the end nothing comes late: what the feed has passed over, before or since, is there by now.
                if (reports.countEvents(run, after) != each.count()) {
                    rest(run, after, each);
                }
                out.end(reports.state(run).orElse(""));
            }
        } finally {
            feed.leave();
        }
    }

    /** Until nothing more happens by itself. */
    private void followed(String run, long after, OnceEach out) throws IOException {
        long last = after;
        int looks = 0;
        boolean going = true;
        while (going) {
            // What is kept may be as old as a look: a run that has just been resumed goes on.
            going = !closing.begun()
                    && (feed.state(run).filter(EventController::going).isPresent()
                            || reports.state(run).filter(EventController::going).isPresent());
            EventFeed.Part part = feed.of(run, last, BATCH);
            out.write(part.events());
            last = part.upTo();
            looks++;
            going &= part.events().size() == BATCH || !interrupted();
            going &= looks % KNOWN != 0 || allowed(run);
        }
    }

    private boolean allowed(String run) {
        return standing.stands() && known.seen(run).isPresent();
    }

    /** What there is of a run; of one that goes on, as far as it is sure that nothing is missing in between. */
    private void soFar(String run, long after, EventWriter out) throws IOException {
        OnceEach writer = new OnceEach(out);
        if (!going(known.state(run))) {
            rest(run, after, writer);
            return;
        }
        EventFeed.Part part = feed.of(run, after, BATCH);
        writer.write(part.events());
        while (part.events().size() == BATCH) {
            part = feed.of(run, part.upTo(), BATCH);
            writer.write(part.events());
        }
    }

    private void rest(String run, long after, OnceEach out) throws IOException {
        List<EncodedEvent> events = stored.of(run, after, BATCH);
        out.write(events);
        while (events.size() == BATCH) {
            events = stored.of(run, events.getLast().number(), BATCH);
            out.write(events);
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
}
