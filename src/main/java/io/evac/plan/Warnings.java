package io.evac.plan;

import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an operator should read before applying a plan, beside its refusals. */
final class Warnings {
    private Warnings() {}

    /** A list that can be added to: what the rows, the hosts and the assumptions give rise to, in that order. */
    static List<String> of(PlanRequest request, int unselected, List<Placed> placed) {
        List<String> warnings = new ArrayList<>();
        if (unselected > 0) {
            warnings.add(unselected + " of the list are not selected and stay where they are");
        }
        World world = request.world();
        Set<HostName> used = new HashSet<>();
        placed.forEach(one -> {
            used.add(one.to());
            used.add(one.departure().ref().host());
        });
        Set<HostName> leaving = new HashSet<>();
        request.list().rows().forEach(row -> leaving.add(row.host()));
        new TreeMap<>(world.unreachable()).forEach((host, reason) -> {
            if (!leaving.contains(host)) {
                warnings.add("host " + host + " could not be surveyed and takes nothing: " + reason);
            }
        });
        Twins twins = new Twins(world);
        for (Placed one : placed) {
            Instance instance = one.departure().instance();
            twins.of(instance)
                    .forEach(twin -> warnings.add(instance.ref() + " has the UUID of " + twin.ref()
                            + ". Maybe one is an old copy of the other, to be undefined"));
        }
        for (HostName name : new TreeSet<>(used)) {
            HostReport report = world.reports().get(name);
            report.warnings().forEach(warning -> warnings.add("host " + name + ": " + warning));
        }
        assumedRate(world, used).ifPresent(warnings::add);
        return warnings;
    }

    private static Optional<String> assumedRate(World world, Set<HostName> used) {
        long assumed = world.inventory().hosts().stream()
                .filter(host -> used.contains(host.name()))
                .filter(host -> host.bandwidth().entries().isEmpty())
                .count();
        return assumed == 0
                ? Optional.empty()
                : Optional.of("times are estimated with " + Estimator.DEFAULT_RATE + " for " + assumed
                        + " hosts without a bandwidth in hosts.yaml");
    }
}
