package io.evac.plan;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceRef;
import io.evac.list.EvacuationList;
import io.evac.list.ListProblem;
import io.evac.list.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns rows into departures: finds what each row means, and refuses what cannot leave wherever it would go. */
final class Intake {
    /** What became of the rows. {@code staying} are members of groups that are not among the departures, and why. */
    record Result(List<Departure> departures, List<Refusal> refusals, Map<Row.Group, String> staying, int unselected) {}

    private final EvacuationList list;
    private final Map<HostName, Host> hosts = new HashMap<>();
    private final Map<HostName, Map<String, List<Instance>>> named = new HashMap<>();
    private final World world;
    private final Selection selection;
    private final Gate gate;
    private final List<Departure> departures = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Map<Row.Group, String> staying = new HashMap<>();
    private int unselected;

    Intake(PlanRequest request, Selection selection, Estimator estimator) {
        this.list = request.list();
        this.world = request.world();
        this.selection = selection;
        this.gate = new Gate(request, estimator);
        world.inventory().hosts().forEach(host -> hosts.put(host.name(), host));
    }

    Result read() {
        list.refused().forEach(this::refuse);
        Set<InstanceRef> explicit = new HashSet<>();
        list.rows()
                .forEach(row -> row.instance()
                        .ifPresent(name -> candidates(row).forEach(instance -> explicit.add(instance.ref()))));
        Map<InstanceRef, Integer> taken = new HashMap<>();
        Map<HostName, Integer> whole = new TreeMap<>();
        for (Row row : list.rows()) {
            if (row.instance().isPresent()) {
                single(row, taken);
            } else {
                all(row, explicit, whole);
            }
        }
        return new Result(departures, refusals, staying, unselected);
    }

    private void refuse(EvacuationList.RefusedRow row) {
        if (!selection.mayHold(row.instance(), row.host())) {
            unselected++;
            return;
        }
        ListProblem first = row.problems().getFirst();
        String reason = String.join(
                "; ", row.problems().stream().map(ListProblem::message).toList());
        refusals.add(new Refusal(row.line(), row.instance(), row.host(), first.code(), reason, first.remedy()));
    }

    /** One row, one instance. */
    private void single(Row row, Map<InstanceRef, Integer> taken) {
        if (!selection.holds(row, row.instanceText())) {
            unselected(row, row.instanceText());
            return;
        }
        Optional<Refusal> absent = hostAbsent(row);
        if (absent.isPresent()) {
            stays(row, absent.get());
            return;
        }
        List<Instance> candidates = candidates(row);
        if (candidates.size() != 1) {
            stays(row, candidates.isEmpty() ? notFound(row) : ambiguous(row, candidates));
            return;
        }
        Instance instance = candidates.getFirst();
        Integer first = taken.putIfAbsent(instance.ref(), row.line());
        if (first != null) {
            refusals.add(refusal(
                    row,
                    Codes.DUPLICATE_ROW,
                    instance.ref() + " is on line " + first + " already",
                    "Maybe delete one of the two lines"));
            return;
        }
        admit(row, instance);
    }

    /** A {@code *} row: every instance of the host that no row names itself. */
    private void all(Row row, Set<InstanceRef> explicit, Map<HostName, Integer> whole) {
        Optional<Refusal> absent = hostAbsent(row);
        Optional<Refusal> refusal = absent.or(() -> expandsToNothing(row, whole));
        if (refusal.isPresent()) {
            if (!selection.holds(row, "*")) {
                unselected(row, "*");
            } else if (absent.isPresent()) {
                stays(row, refusal.get());
            } else {
                refusals.add(refusal.get());
            }
            return;
        }
        world.reports().get(row.host()).instances().stream()
                .filter(instance -> !explicit.contains(instance.ref()))
                .sorted(Comparator.comparing(Instance::ref))
                .forEach(instance -> {
                    String name = instance.ref().name().value();
                    if (selection.holds(row, name)) {
                        admit(row, instance);
                    } else {
                        unselected(row, name);
                    }
                });
    }

    private Optional<Refusal> expandsToNothing(Row row, Map<HostName, Integer> whole) {
        Integer first = whole.putIfAbsent(row.host(), row.line());
        if (first != null) {
            return Optional.of(refusal(
                    row,
                    Codes.DUPLICATE_ROW,
                    "all of host " + row.host() + " is on line " + first + " already",
                    "Maybe delete one of the two lines"));
        }
        if (world.reports().get(row.host()).instances().isEmpty()) {
            return Optional.of(refusal(
                    row,
                    Codes.HOST_EMPTY,
                    "host " + row.host() + " has no instances",
                    "Maybe it was evacuated before; delete the line"));
        }
        return Optional.empty();
    }

    private void admit(Row row, Instance instance) {
        Host source = hosts.get(row.host());
        Departure departure = gate.departure(row, instance, source);
        Optional<Refusal> refusal = gate.refusal(departure);
        if (refusal.isPresent()) {
            stays(row, refusal.get());
        } else {
            departures.add(departure);
        }
    }

    private Optional<Refusal> hostAbsent(Row row) {
        if (!hosts.containsKey(row.host())) {
            return Optional.of(refusal(
                    row,
                    Codes.HOST_UNKNOWN,
                    "host " + row.host() + " is not in hosts.yaml",
                    "Maybe add it, or correct the name"));
        }
        if (world.beyond().contains(row.host())) {
            return Optional.of(refusal(
                    row,
                    Codes.HOST_BEYOND,
                    "host " + row.host() + " is not among the hosts that you may use",
                    "Maybe ask somebody who may, or an admin for one of its labels"));
        }
        if (!world.reports().containsKey(row.host())) {
            return Optional.of(refusal(
                    row,
                    Codes.HOST_NOT_SURVEYED,
                    "host " + row.host() + " could not be surveyed: "
                            + world.unreachable().getOrDefault(row.host(), "it was not asked"),
                    "Maybe run evac host doctor " + row.host()));
        }
        return Optional.empty();
    }

    /** By name; by the platform's own identifier where no instance has that name, too. */
    private List<Instance> candidates(Row row) {
        HostReport report = world.reports().get(row.host());
        if (report == null || !hosts.containsKey(row.host())) {
            return List.of();
        }
        return named.computeIfAbsent(row.host(), host -> index(report)).getOrDefault(row.instanceText(), List.of());
    }

    private static Map<String, List<Instance>> index(HostReport report) {
        Map<String, List<Instance>> index = new HashMap<>();
        for (Instance instance : report.instances()) {
            String name = instance.ref().name().value();
            index.computeIfAbsent(name, key -> new ArrayList<>()).add(instance);
            instance.uuid()
                    .filter(uuid -> !uuid.equals(name))
                    .ifPresent(uuid -> index.computeIfAbsent(uuid, key -> new ArrayList<>())
                            .add(instance));
        }
        return index;
    }

    private static Refusal notFound(Row row) {
        return refusal(
                row,
                Codes.INSTANCE_NOT_FOUND,
                "host " + row.host() + " has no instance " + row.instanceText(),
                "Maybe it is on another host, or its name is spelled otherwise");
    }

    private static Refusal ambiguous(Row row, List<Instance> candidates) {
        List<String> names =
                candidates.stream().map(i -> i.ref().name().value()).sorted().toList();
        return refusal(
                row,
                Codes.AMBIGUOUS,
                row.instanceText() + " may mean any of " + String.join(", ", names) + " on host " + row.host(),
                "Maybe write the name of the one that is meant");
    }

    private void unselected(Row row, String instance) {
        unselected++;
        row.group().ifPresent(group -> staying.putIfAbsent(group, row.host() + "/" + instance + " is not selected"));
    }

    private void stays(Row row, Refusal refusal) {
        refusals.add(refusal);
        row.group()
                .ifPresent(group -> staying.putIfAbsent(
                        group, refusal.host() + "/" + refusal.instance() + " is refused (" + refusal.code() + ")"));
    }

    private static Refusal refusal(Row row, String code, String reason, String remedy) {
        return new Refusal(row.line(), row.instanceText(), row.host().value(), code, reason, remedy);
    }
}
