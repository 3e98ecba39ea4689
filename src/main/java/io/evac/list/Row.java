package io.evac.list;

import io.evac.inventory.ByteSize;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import java.time.Duration;
import java.util.Optional;

/**
 * One valid line of an evacuation list.
 *
 * @param line 1-based line in the file where the row starts
 * @param instance empty for {@code *}: every instance of the host
 * @param type as written ({@code auto} when the cell is empty); the planner knows which there are
 * @param priority higher first; 0 by default
 * @param downtime the budget; empty for the policy's
 * @param cutover earliest cutover as written: ISO-8601 with offset, or a local time in the window's zone
 */
public record Row(
        int line,
        Optional<InstanceName> instance,
        HostName host,
        Optional<HostName> destination,
        String type,
        int priority,
        Optional<Duration> downtime,
        Optional<Cutover> cutover,
        Optional<Group> group,
        Optional<String> owner,
        Optional<Integer> cpus,
        Optional<ByteSize> memory,
        Optional<ByteSize> disk) {

    /** Earliest cutover: exactly one of the two is present. */
    public record Cutover(Optional<java.time.OffsetDateTime> instant, Optional<java.time.LocalDateTime> local) {}

    /** Instances of one group are kept on one host, or on different hosts. */
    public record Group(boolean apart, String name) {}

    /** As the list spells it. */
    public String instanceText() {
        return instance.map(InstanceName::value).orElse("*");
    }
}
