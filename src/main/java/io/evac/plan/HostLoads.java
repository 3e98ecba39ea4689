package io.evac.plan;

import io.evac.inventory.Capacity;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the plan does to each host. */
final class HostLoads {
    private HostLoads() {}

    /** All surveyed hosts, in the inventory's order. */
    static List<HostLoad> of(World world, List<Placed> placed) {
        Map<HostName, List<Placed>> arriving = new HashMap<>();
        Map<HostName, List<Placed>> leaving = new HashMap<>();
        for (Placed one : placed) {
            arriving.computeIfAbsent(one.to(), key -> new ArrayList<>()).add(one);
            leaving.computeIfAbsent(one.departure().ref().host(), key -> new ArrayList<>())
                    .add(one);
        }
        List<HostLoad> loads = new ArrayList<>();
        for (Host host : world.inventory().hosts()) {
            HostReport report = world.reports().get(host.name());
            if (report != null) {
                loads.add(load(
                        host,
                        report,
                        arriving.getOrDefault(host.name(), List.of()),
                        leaving.getOrDefault(host.name(), List.of())));
            }
        }
        return loads;
    }

    private static HostLoad load(Host host, HostReport report, List<Placed> arriving, List<Placed> leaving) {
        Capacity in = arriving.stream().map(p -> p.departure().need()).reduce(Capacity.NONE, Capacity::plus);
        Capacity out =
                leaving.stream().map(p -> p.departure().instance().need()).reduce(Capacity.NONE, Capacity::plus);
        return new HostLoad(
                host.name(),
                host.capacity().cap(report.capacity()),
                report.used(),
                report.used().minus(out).plus(in),
                arriving.size(),
                leaving.size());
    }
}
