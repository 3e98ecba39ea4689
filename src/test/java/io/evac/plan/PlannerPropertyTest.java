package io.evac.plan;

import static io.evac.plan.Worlds.size;
import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Capacity;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventory;
import io.evac.inventory.RunState;
import io.evac.list.EvacuationList;
import io.evac.list.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What holds for every plan, whatever the list and the world. */
class PlannerPropertyTest {
    private static final int TRIES = 300;

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void everyRowHasExactlyOneAnswer(@ForAll long seed) {
        Worlds worlds = random(seed);
        Plan plan = worlds.plan();
        List<String> answers = new ArrayList<>();
        plan.moves().forEach(move -> answers.add(move.row() + " " + move.instance()));
        plan.refusals().forEach(r -> answers.add(r.row() + " " + r.host() + "/" + r.instance()));
        assertThat(answers).containsExactlyInAnyOrderElementsOf(expected(worlds));
    }

    @Example
    void theRandomWorldsAreWorthPlanning() {
        int moves = 0;
        Set<String> codes = new TreeSet<>();
        for (long seed = 0; seed < TRIES; seed++) {
            Plan plan = random(seed).plan();
            moves += plan.moves().size();
            plan.refusals().forEach(refusal -> codes.add(refusal.code()));
        }
        assertThat(moves).isGreaterThan(300);
        assertThat(codes).hasSizeGreaterThan(15);
    }

    /** One answer for each row; for the first {@code *} of a host one for each instance without a row of its own. */
    private static List<String> expected(Worlds worlds) {
        Map<HostName, HostReport> reports = worlds.world().reports();
        Set<String> explicit = new HashSet<>();
        worlds.rows().forEach(row -> explicit.add(row.host() + "/" + row.instanceText()));
        Set<HostName> whole = new HashSet<>();
        List<String> expected = new ArrayList<>();
        for (Row row : worlds.rows()) {
            HostReport report = reports.get(row.host());
            boolean expands = row.instance().isEmpty()
                    && report != null
                    && !report.instances().isEmpty()
                    && whole.add(row.host());
            if (!expands) {
                expected.add(row.line() + " " + row.host() + "/" + row.instanceText());
                continue;
            }
            report.instances().stream()
                    .map(instance -> instance.ref().toString())
                    .filter(ref -> !explicit.contains(ref))
                    .forEach(ref -> expected.add(row.line() + " " + ref));
        }
        return expected;
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void noDestinationGetsMoreThanItHasBeyondItsReserve(@ForAll long seed) {
        Worlds worlds = random(seed);
        Map<HostName, Capacity> arriving = new HashMap<>();
        worlds.plan().moves().forEach(move -> arriving.merge(move.to(), move.need(), Capacity::plus));
        arriving.forEach((host, need) -> {
            HostReport report = worlds.world().reports().get(host);
            Capacity after = report.used().plus(need);
            Capacity whole = worlds.world().inventory().host(host).capacity().cap(report.capacity());
            assertThat(after.memory().bytes() * 100)
                    .isLessThanOrEqualTo(whole.memory().bytes() * 95 + 100);
            assertThat(after.disk().bytes() * 100)
                    .isLessThanOrEqualTo(whole.disk().bytes() * 95 + 100);
            assertThat(after.cpus()).isLessThanOrEqualTo(whole.cpus());
        });
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void leavingClosedCordonedAndUnreachableHostsGetNothing(@ForAll long seed) {
        Worlds worlds = random(seed);
        World world = worlds.world();
        Set<HostName> leaving = new HashSet<>();
        worlds.rows().forEach(row -> leaving.add(row.host()));
        assertThat(worlds.plan().moves()).allSatisfy(move -> {
            assertThat(leaving).doesNotContain(move.to());
            assertThat(world.cordoned()).doesNotContain(move.to());
            assertThat(world.reports()).containsKey(move.to());
            Host to = world.inventory().host(move.to());
            assertThat(to.accepts()).isTrue();
            assertThat(to.driver())
                    .isEqualTo(world.inventory().host(move.from()).driver());
        });
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void groupsAreKeptApartOrTogether(@ForAll long seed) {
        Worlds worlds = random(seed);
        Map<Integer, Row> rows = new HashMap<>();
        worlds.rows().forEach(row -> rows.put(row.line(), row));
        Plan plan = worlds.plan();
        Map<String, List<HostName>> places = new TreeMap<>();
        plan.moves()
                .forEach(move -> rows.get(move.row())
                        .group()
                        .ifPresent(
                                group -> places.computeIfAbsent(group.apart() + group.name(), key -> new ArrayList<>())
                                        .add(move.to())));
        places.forEach((group, hosts) -> {
            if (group.startsWith("true")) {
                assertThat(hosts).doesNotHaveDuplicates();
            } else {
                assertThat(new TreeSet<>(hosts)).hasSize(1);
                assertThat(plan.refusals())
                        .filteredOn(r -> rows.get(r.row())
                                .group()
                                .filter(g -> (g.apart() + g.name()).equals(group))
                                .isPresent())
                        .allSatisfy(r -> assertThat(r.code()).isIn(Codes.DUPLICATE_ROW, Codes.HOST_EMPTY));
            }
        });
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void theSameRequestGivesTheSamePlanHoweverTheWorldIsOrdered(@ForAll long seed) {
        Worlds worlds = random(seed);
        PlanRequest request = worlds.request();
        Plan plan = new Planner().plan(request);
        assertThat(new Planner().plan(request)).isEqualTo(plan);

        World world = request.world();
        List<Host> hosts = new ArrayList<>(world.inventory().hosts());
        Collections.shuffle(hosts, new Random(seed));
        Map<HostName, HostReport> reports = new HashMap<>();
        world.reports().forEach((host, report) -> {
            List<Instance> instances = new ArrayList<>(report.instances());
            Collections.shuffle(instances, new Random(seed + 1));
            reports.put(
                    host, new HostReport(host, report.capacity(), report.used(), instances, report.facts(), List.of()));
        });
        World shuffled = new World(
                new Inventory(hosts, world.inventory().ssh()),
                reports,
                world.unreachable(),
                world.cordoned(),
                world.busy());
        Plan again = new Planner()
                .plan(new PlanRequest(
                        request.list(),
                        shuffled,
                        request.policy(),
                        request.choices(),
                        request.adviser(),
                        request.created()));
        assertThat(again.digest()).isEqualTo(plan.digest());
        assertThat(again.moves()).isEqualTo(plan.moves());
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void theOrderOfRowsDecidesNothingButTheirNumbers(@ForAll long seed) {
        Worlds worlds = random(seed);
        PlanRequest request = worlds.request();
        Set<InstanceRef> seen = new HashSet<>();
        boolean duplicates = request.list().rows().stream()
                        .map(row -> row.host() + "/" + row.instanceText())
                        .distinct()
                        .count()
                < request.list().rows().size();
        if (duplicates) {
            return;
        }
        List<Row> rows = new ArrayList<>(request.list().rows());
        Collections.shuffle(rows, new Random(seed));
        Plan plan = new Planner().plan(request);
        Plan shuffled = new Planner()
                .plan(new PlanRequest(
                        new EvacuationList("list.csv", rows, List.of(), List.of()),
                        request.world(),
                        request.policy(),
                        request.choices(),
                        request.adviser(),
                        request.created()));
        plan.moves().forEach(move -> assertThat(seen.add(move.instance())).isTrue());
        assertThat(shuffled.moves()).isEqualTo(plan.moves());
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void aFreshPlanDiffersInNothingFromItsWorld(@ForAll long seed) {
        Worlds worlds = random(seed);
        assertThat(new Planner().differences(worlds.plan(), worlds.world())).isEmpty();
    }

    /** Up to ten hosts, some of them closed, cordoned, unreachable or of another driver, and a list with every flaw. */
    private static Worlds random(long seed) {
        Random random = new Random(seed);
        Worlds worlds = new Worlds();
        int hosts = 2 + random.nextInt(9);
        for (int h = 0; h < hosts; h++) {
            Capacity size = size(2 + random.nextInt(30), 4 + random.nextInt(60), 50 + random.nextInt(500));
            int kind = random.nextInt(12);
            worlds.host("h" + h, size, kind == 0 ? Worlds.closed() : kind == 1 ? Worlds.driver("zfs") : host -> host);
            if (random.nextInt(12) == 0) {
                worlds.cordon("h" + h);
            }
            if (random.nextInt(12) == 0) {
                worlds.unreachable("h" + h, "timed out");
            }
            int instances = random.nextInt(8);
            for (int i = 0; i < instances; i++) {
                instance(worlds, random, "h" + h, h, i);
            }
        }
        int rows = random.nextInt(12);
        for (int r = 0; r < rows; r++) {
            row(worlds, random, hosts);
        }
        return random.nextInt(3) > 0 ? worlds : worlds.adviser(move -> objections(move, seed));
    }

    /** The same for the same move, whenever it is asked. */
    private static List<Objection> objections(Move move, long seed) {
        Objection no = new Objection(Objection.Severity.ERROR, "EVAC-271", "no", "Maybe yes");
        int die = Math.floorMod(new Random(seed ^ (move.instance() + ">" + move.to()).hashCode()).nextInt(), 12);
        return switch (die) {
            case 0, 1, 2 -> List.of(no.againstItsPlace());
            case 3 -> List.of(no);
            case 4 -> move.type().equals(MigrationType.COLD) ? List.of() : List.of(no.againstItsType());
            case 5 -> List.of(no.againstItsType().againstItsPlace());
            default -> List.of();
        };
    }

    private static void instance(Worlds worlds, Random random, String host, int h, int i) {
        String name = random.nextInt(10) == 0 ? "twin" + i : "i" + h + "-" + i;
        Capacity need = size(1 + random.nextInt(4), 1 + random.nextInt(8), 1 + random.nextInt(60));
        int kind = random.nextInt(12);
        worlds.instance(
                host,
                name,
                need,
                switch (kind) {
                    case 0 -> Worlds.state(RunState.UNKNOWN);
                    case 1 -> Worlds.state(RunState.STOPPED);
                    case 2 -> Worlds.problem("odd");
                    case 3 -> Worlds.types("cold");
                    default -> instance -> instance;
                });
    }

    private static void row(Worlds worlds, Random random, int hosts) {
        int h = random.nextInt(Math.max(1, hosts / 2));
        String instance = random.nextInt(3) == 0 ? "*" : "i" + h + "-" + random.nextInt(8);
        worlds.row(instance, random.nextInt(20) == 0 ? "nowhere" : "h" + h, row -> {
            row.priority = random.nextInt(3);
            if (random.nextInt(4) == 0) {
                row.destination = "h" + random.nextInt(hosts + 1);
            }
            int group = random.nextInt(8);
            if (group < 4) {
                row.group = new Row.Group(group < 2, "g" + group);
            }
        });
    }
}
