package io.evac.plan;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Instance;
import io.evac.inventory.Resource;
import io.evac.inventory.RunState;
import io.evac.list.Row;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether an instance can leave at all, wherever it would go. */
final class Gate {
    private final World world;
    private final Policy policy;
    private final ZoneId zone;
    private final Estimator estimator;
    private final Set<HostName> known = new HashSet<>();
    private final Twins twins;

    Gate(PlanRequest request, Estimator estimator) {
        this.world = request.world();
        this.policy = request.policy();
        this.zone = request.choices().zone();
        this.estimator = estimator;
        this.twins = new Twins(world);
        world.inventory().hosts().forEach(host -> known.add(host.name()));
    }

    Departure departure(Row row, Instance instance, Host source) {
        String asked = asked(row);
        boolean auto = asked.equals(MigrationType.AUTO.value());
        List<MigrationType> types = instance.types().stream()
                .map(MigrationType::new)
                .filter(type -> auto ? type.chosenUnasked() : asked.equals(type.value()))
                .toList();
        Capacity old = instance.need();
        Optional<ByteSize> diskSize = row.disk().filter(size -> !size.equals(instance.diskSize()));
        Capacity need = new Capacity(
                row.cpus().orElse(old.cpus()),
                row.memory().orElse(old.memory()),
                // A disk that is larger is thin at first; room for all of it is kept.
                diskSize.filter(size -> size.compareTo(old.disk()) > 0).orElse(old.disk()));
        return new Departure(
                row,
                instance,
                source,
                types,
                row.downtime().orElse(policy.downtime()),
                row.cutover().map(this::instant),
                need,
                diskSize,
                estimator.rate(source));
    }

    private Instant instant(Row.Cutover cutover) {
        return cutover.instant()
                .map(given -> given.toInstant())
                .or(() -> cutover.local().map(local -> local.atZone(zone).toInstant()))
                .orElseThrow(() -> new IllegalArgumentException("a cutover time must be one of the two forms"));
    }

    private String asked(Row row) {
        return row.type().equals(MigrationType.AUTO.value()) ? policy.type().value() : row.type();
    }

    /** What stands against its leaving; the gravest only. */
    Optional<Refusal> refusal(Departure departure) {
        Instance instance = departure.instance();
        String ref = departure.ref().toString();
        if (world.busy().containsKey(departure.ref())) {
            String run = world.busy().get(departure.ref());
            return Optional.of(
                    departure.refused(Codes.BUSY, ref + " is in run " + run, "Maybe wait for it: evac status " + run));
        }
        if (!instance.problems().isEmpty()) {
            return Optional.of(departure.refused(
                    Codes.SURVEY_PROBLEM,
                    ref + " cannot leave: " + String.join("; ", instance.problems()),
                    "Maybe correct that on host " + departure.source().name() + " and plan again"));
        }
        if (instance.running() == RunState.UNKNOWN) {
            return Optional.of(departure.refused(
                    Codes.STATE_UNKNOWN,
                    "host " + departure.source().name() + " cannot say whether " + ref + " runs",
                    "Maybe its status command is broken; start or stop the instance and plan again"));
        }
        Optional<Instance> twin = twins.running(instance);
        if (twin.isPresent()) {
            return Optional.of(
                    departure.refused(
                            Codes.RUNS_TWICE,
                            ref + " runs, and so does " + twin.get().ref() + " with the same UUID",
                            "Maybe they are two copies of one: stop and undefine the wrong one; a clone needs a UUID of its own"));
        }
        if (departure.types().isEmpty()) {
            return Optional.of(typeNotSupported(departure));
        }
        return notResizable(departure).or(() -> shrinks(departure)).or(() -> destinationUnknown(departure));
    }

    private Refusal typeNotSupported(Departure departure) {
        String known = String.join(", ", departure.instance().types());
        return departure.refused(
                Codes.TYPE_NOT_SUPPORTED,
                departure.ref() + " cannot be moved " + asked(departure.row()) + " by driver "
                        + departure.source().driver(),
                known.isEmpty()
                        ? "Maybe the host lacks a tool: evac host doctor"
                        : "Maybe one of " + known
                                + ": what its driver can do with it, and with the storage that it has now");
    }

    private static Optional<Refusal> shrinks(Departure departure) {
        ByteSize now = departure.instance().diskSize();
        return departure
                .diskSize()
                .filter(size -> size.compareTo(now) < 0)
                .map(size -> departure.refused(
                        Codes.DISK_SHRINKS,
                        "a disk cannot shrink: " + departure.ref() + " has " + now + ", the list says " + size,
                        "Maybe leave the disk cell empty, or write at least " + now.bytes() + "B"));
    }

    /** A cell that says what the instance has already asks for nothing. */
    private static Optional<Refusal> notResizable(Departure departure) {
        Capacity now = departure.instance().need();
        Capacity wanted = departure.need();
        EnumSet<Resource> cells = EnumSet.noneOf(Resource.class);
        if (wanted.cpus() != now.cpus()) {
            cells.add(Resource.CPUS);
        }
        if (!wanted.memory().equals(now.memory())) {
            cells.add(Resource.MEMORY);
        }
        if (departure.diskSize().isPresent()) {
            cells.add(Resource.DISK);
        }
        cells.removeAll(departure.instance().resizable());
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        String words = cells.stream().map(Resource::word).collect(Collectors.joining(", "));
        String driver = departure.source().driver();
        return Optional.of(departure.refused(
                Codes.NOT_RESIZABLE,
                "driver " + driver + " cannot resize " + departure.ref() + ", the list wants another " + words,
                "Maybe leave the cell empty; resize is not in this version for the " + driver + " driver"));
    }

    private Optional<Refusal> destinationUnknown(Departure departure) {
        return departure
                .row()
                .destination()
                .filter(host -> !known.contains(host))
                .map(host -> departure.refused(
                        Codes.DESTINATION_UNKNOWN,
                        "destination " + host + " is not in hosts.yaml",
                        "Maybe add it, correct the name, or leave the cell empty"));
    }
}
