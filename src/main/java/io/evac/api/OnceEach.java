package io.evac.api;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes each event of a run once, however often it is found: a bit is kept for each number from the first one on. */
final class OnceEach {
    private final EventWriter out;
    private final BitSet written = new BitSet();
    private final Set<Long> late = new HashSet<>();
    private long first = -1;
    private long highest;

    OnceEach(EventWriter out) {
        this.out = out;
    }

    void write(List<EncodedEvent> events) throws IOException {
        boolean found = false;
        for (EncodedEvent event : events) {
            if (isNew(event.number())) {
                out.write(event, event.number() < highest);
                highest = Math.max(highest, event.number());
                found = true;
            }
        }
        out.flush(found);
    }

    /** How many different ones were written. */
    long count() {
        return written.cardinality() + late.size();
    }

    private boolean isNew(long number) {
        first = first < 0 ? number : first;
        if (number < first) {
            return late.add(number);
        }
        int bit = Math.toIntExact(number - first);
        boolean known = written.get(bit);
        written.set(bit);
        return !known;
    }
}
