package io.evac.plan;

import io.evac.inventory.Capacity;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What goes to one host as a whole: one instance, or all of a {@code together} group. */
final class Bundle {
    private final List<Departure> members;
    private final Optional<HostName> destination;
    private final Capacity need;
    private final long bytes;
    private final int priority;

    /** @param members at least one; those that name a destination name the same */
    Bundle(List<Departure> members) {
        this.members = List.copyOf(members);
        this.destination = members.stream()
                .flatMap(member -> member.row().destination().stream())
                .findFirst();
        this.need = members.stream().map(Departure::need).reduce(Capacity.NONE, Capacity::plus);
        this.bytes = members.stream().mapToLong(Departure::diskBytes).sum();
        this.priority = members.stream()
                .mapToInt(member -> member.row().priority())
                .max()
                .orElse(0);
    }

    List<Departure> members() {
        return members;
    }

    /** The host that the list names. */
    Optional<HostName> destination() {
        return destination;
    }

    Capacity need() {
        return need;
    }

    long bytes() {
        return bytes;
    }

    int priority() {
        return priority;
    }

    /** Orders bundles that are otherwise alike. */
    InstanceRef first() {
        return members.getFirst().ref();
    }

    @Override
    public String toString() {
        return members.stream().map(member -> member.ref().toString()).collect(Collectors.joining(", "));
    }
}
