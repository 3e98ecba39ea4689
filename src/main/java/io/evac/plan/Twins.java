package io.evac.plan;

import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.RunState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Instances that bear the identifier of another one on another host: clones that kept it, or copies that a move has left. */
final class Twins {
    private final Map<String, List<Instance>> byUuid;

    Twins(World world) {
        byUuid = world.reports().values().stream()
                .map(HostReport::instances)
                .flatMap(List::stream)
                .filter(instance -> instance.uuid().isPresent())
                .collect(Collectors.groupingBy(instance -> instance.uuid().orElseThrow()));
    }

    /** Those on other hosts, by name. */
    List<Instance> of(Instance instance) {
        return instance.uuid().map(byUuid::get).stream()
                .flatMap(List::stream)
                .filter(other -> !other.ref().host().equals(instance.ref().host()))
                .sorted((a, b) -> a.ref().compareTo(b.ref()))
                .toList();
    }

    /** One that runs while this one does: nobody knows which of the two is right. */
    Optional<Instance> running(Instance instance) {
        return instance.running() == RunState.RUNNING
                ? of(instance).stream()
                        .filter(other -> other.running() == RunState.RUNNING)
                        .findFirst()
                : Optional.empty();
    }
}
