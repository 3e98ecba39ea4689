package io.evac.plan;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.Disk;
import io.evac.inventory.Host;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Rate;
import io.evac.inventory.RunState;
import io.evac.list.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An instance that can leave as far as its own host is concerned; where to is open.
 *
 * @param types it may be carried by, in the order of its driver; one where the row or the policy names it
 * @param need at its destination, after a resize
 * @param diskSize what its disk is grown to; empty keeps it as it is
 * @param out what its host may send now
 */
record Departure(
        Row row,
        Instance instance,
        Host source,
        List<MigrationType> types,
        Duration downtime,
        Optional<Instant> notBefore,
        Capacity need,
        Optional<ByteSize> diskSize,
        Rate out) {
    InstanceRef ref() {
        return instance.ref();
    }

    boolean running() {
        return instance.running() == RunState.RUNNING;
    }

    /** What its disks hold; what it occupies where the platform does not tell them apart. */
    long diskBytes() {
        return instance.disks().isEmpty()
                ? instance.need().disk().bytes()
                : instance.disks().stream()
                        .map(Disk::size)
                        .mapToLong(size -> size.bytes())
                        .sum();
    }

    Refusal refused(String code, String reason, String remedy) {
        return new Refusal(row.line(), ref().name().value(), ref().host().value(), code, reason, remedy);
    }
}
