package io.evac.api;

import io.evac.report.Reports;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as they are in the database, for who is behind what {@link EventFeed} keeps. One reads at a time, so that however many are
 * behind, they leave the database's connections to the run; what one reads is also the answer for all who have asked for the same
 * before he began. Thread-safe.
 */
final class StoredEvents {
    private static final int KEPT = 4;
    private final Reports reports;
    private final JsonMapper json;
    private final AtomicLong time = new AtomicLong();
    private final Deque<Page> pages = new ArrayDeque<>();

    StoredEvents(Reports reports, JsonMapper json) {
        this.reports = reports;
        this.json = json;
    }

    /** @param begun when it began to be read; what was there before is in it */
    private record Page(long begun, String run, long after, int limit, List<EncodedEvent> events) {
        boolean answers(long asked, String which, long behind, int most) {
            return begun > asked && run.equals(which) && after == behind && limit == most;
        }
    }

    /** At most {@code limit} events of a run above {@code after} as they are now, whatever may still come in between. */
    List<EncodedEvent> of(String run, long after, int limit) {
        long asked = time.incrementAndGet();
        synchronized (this) {
            for (Page page : pages) {
                if (page.answers(asked, run, after, limit)) {
                    return page.events();
                }
            }
            Page page = new Page(time.incrementAndGet(), run, after, limit, read(run, after, limit));
            pages.addFirst(page);
            if (pages.size() > KEPT) {
                pages.removeLast();
            }
            return page.events();
        }
    }

    private List<EncodedEvent> read(String run, long after, int limit) {
        return reports.events(run, after, limit).stream()
                .map(event -> EncodedEvent.of(event, json))
                .toList();
    }
}
