package io.evac.api;

import io.evac.access.AuditTrail;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An audit trail of one process. */
public final class MemoryTrail implements AuditTrail {
    public final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final Clock clock;

    MemoryTrail(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void add(Deed deed) {
        entries.add(new Entry(entries.size() + 1L, clock.instant(), deed));
    }

    @Override
    public List<Entry> entries(Query query) {
        return entries.reversed().stream()
                .filter(entry -> entry.number() < query.before().orElse(Long.MAX_VALUE))
                .filter(entry -> query.actor().stream().allMatch(entry.deed().actor()::equals))
                .filter(entry -> query.action().stream().allMatch(entry.deed().action()::equals))
                .filter(entry -> query.outcome().stream().allMatch(entry.deed().outcome()::equals))
                .limit(query.limit())
                .toList();
    }
}
