package io.evac.plan;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.RunState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what a plan rests on with the world as it is now. */
final class Differences {
    private final World now;
    private final Map<InstanceRef, Instance> instances = new HashMap<>();
    private final Map<InstanceName, TreeSet<HostName>> places = new HashMap<>();

    private Differences(World now) {
        this.now = now;
        for (HostReport report : now.reports().values()) {
            for (Instance instance : report.instances()) {
                InstanceRef ref = instance.ref();
                instances.put(ref, instance);
                places.computeIfAbsent(ref.name(), key -> new TreeSet<>()).add(ref.host());
            }
        }
    }

    /** One line each: the instances in the plan's order, then the destinations by name. */
    static List<String> of(Plan plan, World now) {
        Differences differences = new Differences(now);
        List<String> lines = new ArrayList<>();
        Map<HostName, List<Move>> arriving = new TreeMap<>();
        for (Move move : plan.moves()) {
            differences.instance(move).ifPresent(lines::add);
            arriving.computeIfAbsent(move.to(), key -> new ArrayList<>()).add(move);
        }
        arriving.forEach((host, moves) -> differences.destination(host, moves).ifPresent(lines::add));
        return lines;
    }

    private Optional<String> instance(Move move) {
        String ref = move.instance().toString();
        if (!now.reports().containsKey(move.from())) {
            return Optional.of(ref + ": host " + move.from() + " could not be surveyed: " + unreachable(move.from()));
        }
        Instance instance = instances.get(move.instance());
        if (instance == null) {
            TreeSet<HostName> elsewhere = places.getOrDefault(move.instance().name(), new TreeSet<>());
            return Optional.of(
                    elsewhere.isEmpty()
                            ? ref + ": is gone"
                            : ref + ": is not there, but on "
                                    + String.join(
                                            ", ",
                                            elsewhere.stream()
                                                    .map(HostName::value)
                                                    .toList()));
        }
        if (now.busy().containsKey(move.instance())) {
            return Optional.of(ref + ": is in run " + now.busy().get(move.instance()) + " now");
        }
        return changed(move, instance).map(change -> ref + ": " + change);
    }

    private static Optional<String> changed(Move move, Instance instance) {
        RunState before = move.wasRunning() ? RunState.RUNNING : RunState.STOPPED;
        if (instance.running() != before) {
            return Optional.of("was " + word(before) + ", is " + word(instance.running()));
        }
        if (!instance.fingerprint().equals(move.fingerprint())) {
            return Optional.of("was reconfigured");
        }
        if (!instance.problems().isEmpty()) {
            return Optional.of("cannot leave: " + String.join("; ", instance.problems()));
        }
        return instance.types().contains(move.type().value())
                ? Optional.empty()
                : Optional.of("can no longer be moved " + move.type());
    }

    private static String word(RunState state) {
        return switch (state) {
            case RUNNING -> "running";
            case STOPPED -> "stopped";
            case UNKNOWN -> "in an unknown state";
        };
    }

    private Optional<String> destination(HostName name, List<Move> arriving) {
        Optional<Host> host = now.inventory().find(name);
        HostReport report = now.reports().get(name);
        String change;
        if (host.isEmpty()) {
            change = "is no longer in hosts.yaml";
        } else if (report == null) {
            change = "could not be surveyed: " + unreachable(name);
        } else if (!host.get().accepts()) {
            change = "no longer accepts instances";
        } else if (now.cordoned().contains(name)) {
            change = "is cordoned";
        } else {
            return crowded(host.get(), report, arriving);
        }
        return Optional.of("destination " + name + ": " + change);
    }

    private Optional<String> crowded(Host host, HostReport report, List<Move> arriving) {
        for (Move move : arriving) {
            if (instances.containsKey(move.arrived())) {
                return Optional.of("destination " + host.name() + ": has an instance "
                        + move.instance().name() + " already");
            }
        }
        Capacity need = arriving.stream().map(Move::need).reduce(Capacity.NONE, Capacity::plus);
        Capacity free = host.capacity().cap(report.capacity()).minus(report.used());
        if (free.covers(need)) {
            return Optional.empty();
        }
        List<String> lacks = new ArrayList<>();
        if (need.cpus() > free.cpus()) {
            lacks.add((need.cpus() - free.cpus()) + " CPUs");
        }
        lack(lacks, "memory", need.memory(), free.memory());
        lack(lacks, "disk", need.disk(), free.disk());
        return Optional.of(
                "destination " + host.name() + ": has become too full, it lacks " + String.join(", ", lacks));
    }

    private static void lack(List<String> lacks, String what, ByteSize need, ByteSize free) {
        if (need.compareTo(free) > 0) {
            lacks.add(need.minus(free) + " of " + what);
        }
    }

    private String unreachable(HostName host) {
        return now.unreachable().getOrDefault(host, "it was not asked");
    }
}
