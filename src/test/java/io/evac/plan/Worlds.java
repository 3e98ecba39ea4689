package io.evac.plan;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Disk;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventory;
import io.evac.inventory.Resource;
import io.evac.inventory.RunState;
import io.evac.inventory.Slots;
import io.evac.inventory.SshSettings;
import io.evac.list.EvacuationList;
import io.evac.list.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A small world to plan in, put together step by step. */
public final class Worlds {
    public static final Instant NOW = Instant.parse("2026-11-20T22:00:00Z");
    public static final long GIB = 1L << 30;

    private final Map<HostName, Host> hosts = new LinkedHashMap<>();
    private final Map<HostName, Capacity> capacities = new HashMap<>();
    private final Map<HostName, List<Instance>> instances = new LinkedHashMap<>();
    private final Map<HostName, String> unreachable = new HashMap<>();
    private final Set<HostName> cordoned = new HashSet<>();
    private final Map<InstanceRef, String> busy = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<EvacuationList.RefusedRow> refused = new ArrayList<>();
    private Policy policy = Policy.DEFAULT;
    private PlanRequest.Choices choices = PlanRequest.Choices.in(ZoneId.of("Europe/Berlin"));
    private Function<Move, List<Objection>> adviser = move -> List.of();

    public static Capacity size(int cpus, long memoryGib, long diskGib) {
        return new Capacity(cpus, new ByteSize(memoryGib * GIB), new ByteSize(diskGib * GIB));
    }

    public static HostName name(String host) {
        return new HostName(host);
    }

    public static InstanceRef ref(String host, String instance) {
        return new InstanceRef(name(host), new InstanceName(instance));
    }

    /** A host of driver files with 16 CPUs, 64 GiB of memory, 1 TiB of disk. */
    public Worlds host(String name) {
        return host(name, size(16, 64, 1024), host -> host);
    }

    public Worlds host(String name, Capacity capacity, UnaryOperator<Host> change) {
        Host host = change.apply(new Host(
                name(name),
                new Address("192.0.2.1", 22, "root", Optional.empty()),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                Map.of()));
        hosts.put(host.name(), host);
        capacities.put(host.name(), capacity);
        instances.put(host.name(), new ArrayList<>());
        return this;
    }

    static Host with(Host host, String driver, boolean accepts, CapacityLimit limit, Bandwidth bandwidth) {
        return new Host(
                host.name(),
                host.address(),
                driver,
                limit,
                host.slots(),
                bandwidth,
                accepts,
                host.labels(),
                host.powerFence(),
                host.settings());
    }

    public static UnaryOperator<Host> bandwidth(Bandwidth bandwidth) {
        return host -> with(host, host.driver(), host.accepts(), host.capacity(), bandwidth);
    }

    static UnaryOperator<Host> driver(String driver) {
        return host -> with(host, driver, host.accepts(), host.capacity(), host.bandwidth());
    }

    static UnaryOperator<Host> closed() {
        return host -> with(host, host.driver(), false, host.capacity(), host.bandwidth());
    }

    static UnaryOperator<Host> limited(CapacityLimit limit) {
        return host -> with(host, host.driver(), host.accepts(), limit, host.bandwidth());
    }

    /** A running instance of 1 CPU, 1 GiB of memory and {@code diskGib} of disk. */
    public Worlds instance(String host, String name, long diskGib) {
        return instance(host, name, size(1, 1, diskGib), instance -> instance);
    }

    public Worlds instance(String host, String name, Capacity need, UnaryOperator<Instance> change) {
        Set<String> types = new LinkedHashSet<>(List.of("semi-live", "cold"));
        instances
                .get(name(host))
                .add(change.apply(new Instance(
                        ref(host, name),
                        Optional.empty(),
                        RunState.RUNNING,
                        need,
                        List.of(new Disk("data", need.disk(), Optional.empty())),
                        List.of(),
                        types,
                        EnumSet.allOf(Resource.class),
                        true,
                        "fp-" + name,
                        List.of())));
        return this;
    }

    static Instance with(
            Instance i, Optional<String> uuid, RunState running, Set<String> types, List<String> problems) {
        return new Instance(
                i.ref(),
                uuid,
                running,
                i.need(),
                i.disks(),
                i.nics(),
                types,
                i.resizable(),
                i.autostart(),
                i.fingerprint(),
                problems);
    }

    static UnaryOperator<Instance> uuid(String uuid) {
        return i -> with(i, Optional.of(uuid), i.running(), i.types(), i.problems());
    }

    static UnaryOperator<Instance> state(RunState state) {
        return i -> with(i, i.uuid(), state, i.types(), i.problems());
    }

    static UnaryOperator<Instance> types(String... types) {
        return i -> with(i, i.uuid(), i.running(), new LinkedHashSet<>(List.of(types)), i.problems());
    }

    static UnaryOperator<Instance> problem(String problem) {
        return i -> with(i, i.uuid(), i.running(), i.types(), List.of(problem));
    }

    static UnaryOperator<Instance> resizable(Resource... resources) {
        return i -> new Instance(
                i.ref(),
                i.uuid(),
                i.running(),
                i.need(),
                i.disks(),
                i.nics(),
                i.types(),
                Set.of(resources),
                i.autostart(),
                i.fingerprint(),
                i.problems());
    }

    /** What it sees of its disk, whatever it occupies. */
    static UnaryOperator<Instance> sees(ByteSize size) {
        return i -> new Instance(
                i.ref(),
                i.uuid(),
                i.running(),
                i.need(),
                List.of(new Disk("data", i.need().disk(), Optional.of(size))),
                i.nics(),
                i.types(),
                i.resizable(),
                i.autostart(),
                i.fingerprint(),
                i.problems());
    }

    static UnaryOperator<Instance> fingerprint(String fingerprint) {
        return i -> new Instance(
                i.ref(),
                i.uuid(),
                i.running(),
                i.need(),
                i.disks(),
                i.nics(),
                i.types(),
                i.resizable(),
                i.autostart(),
                fingerprint,
                i.problems());
    }

    public Worlds row(String instance, String host) {
        return row(instance, host, row -> {});
    }

    public Worlds row(String instance, String host, java.util.function.Consumer<RowSpec> change) {
        RowSpec spec = new RowSpec();
        change.accept(spec);
        rows.add(new Row(
                rows.size() + refused.size() + 2,
                instance.equals("*") ? Optional.empty() : Optional.of(new InstanceName(instance)),
                name(host),
                Optional.ofNullable(spec.destination).map(HostName::new),
                spec.type,
                spec.priority,
                Optional.ofNullable(spec.downtime),
                Optional.ofNullable(spec.cutover),
                Optional.ofNullable(spec.group),
                Optional.ofNullable(spec.owner),
                Optional.ofNullable(spec.cpus),
                Optional.ofNullable(spec.memory),
                Optional.ofNullable(spec.disk)));
        return this;
    }

    /** The optional cells of a row. */
    public static final class RowSpec {
        public @org.jspecify.annotations.Nullable String destination;
        public String type = "auto";
        public int priority;
        public @org.jspecify.annotations.Nullable Duration downtime;
        public Row.@org.jspecify.annotations.Nullable Cutover cutover;
        public Row.@org.jspecify.annotations.Nullable Group group;
        public @org.jspecify.annotations.Nullable String owner;
        public @org.jspecify.annotations.Nullable Integer cpus;
        public @org.jspecify.annotations.Nullable ByteSize memory;
        public @org.jspecify.annotations.Nullable ByteSize disk;
    }

    Worlds refusedRow(EvacuationList.RefusedRow row) {
        refused.add(row);
        return this;
    }

    Worlds unreachable(String host, String why) {
        unreachable.put(name(host), why);
        return this;
    }

    Worlds cordon(String host) {
        cordoned.add(name(host));
        return this;
    }

    Worlds busy(String host, String instance, String run) {
        busy.put(ref(host, instance), run);
        return this;
    }

    Worlds policy(Policy value) {
        policy = value;
        return this;
    }

    Worlds choices(List<String> select, Set<String> accept, int reserve) {
        choices = new PlanRequest.Choices(select, accept, reserve, choices.zone());
        return this;
    }

    Worlds adviser(Function<Move, List<Objection>> value) {
        adviser = value;
        return this;
    }

    List<Row> rows() {
        return rows;
    }

    public World world() {
        Map<HostName, HostReport> reports = new HashMap<>();
        instances.forEach((host, found) -> {
            if (!unreachable.containsKey(host)) {
                Capacity used = found.stream().map(Instance::need).reduce(Capacity.NONE, Capacity::plus);
                reports.put(host, new HostReport(host, capacities.get(host), used, found, Map.of(), List.of()));
            }
        });
        return new World(
                new Inventory(List.copyOf(hosts.values()), new SshSettings(Path.of("key"), Path.of("known_hosts"))),
                reports,
                unreachable,
                cordoned,
                busy);
    }

    public PlanRequest request() {
        return request(NOW);
    }

    PlanRequest request(Instant created) {
        List<io.evac.list.ListProblem> problems =
                refused.stream().flatMap(row -> row.problems().stream()).toList();
        return new PlanRequest(
                new EvacuationList("list.csv", rows, problems, refused), world(), policy, choices, adviser, created);
    }

    public Plan plan() {
        return new Planner().plan(request());
    }
}
