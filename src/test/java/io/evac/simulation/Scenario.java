package io.evac.simulation;

import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedDriver;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.FileProblemsException;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Inventory;
import io.evac.inventory.InventoryFile;
import io.evac.list.EvacuationList;
import io.evac.list.ListParser;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.PlanRequest;
import io.evac.plan.Planner;
import io.evac.plan.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One folder of {@code src/test/resources/scenarios}: the inventory, the list and the script are read, and the list is
 * planned over a survey of the simulated hosts, as the product does it.
 */
record Scenario(Path folder, Script script, Plan plan) {
    static final Path ALL = Path.of("src/test/resources/scenarios");

    /** The folders, by name. */
    static List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(ALL)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    static Scenario read(Path folder) throws FileProblemsException, IOException {
        Script script = ScriptReader.read(folder.resolve("script.yaml"));
        Inventory inventory =
                new InventoryFile(Map.of("simulated", Set.<String>of())).read(folder.resolve("hosts.yaml"));
        Set<HostName> hosts = inventory.hosts().stream().map(Host::name).collect(Collectors.toSet());
        hosts.forEach(host -> Phrases.host(host.value()));
        EvacuationList list = new ListParser(hosts).parse("list.csv", Files.readAllBytes(folder.resolve("list.csv")));
        return new Scenario(folder, script, plan(script, inventory, list));
    }

    private static Plan plan(Script script, Inventory inventory, EvacuationList list) {
        ManualClock clock = new ManualClock(Story.BEGINNING);
        SimulatedWorld world = new SimulatedWorld(clock, clock);
        script.guests().forEach(guest -> world.add(guest.ref(), guest.disk(), guest.writes(), guest.running()));
        SimulatedDriver driver = new SimulatedDriver(world, clock, clock);
        World surveyed = new World(
                inventory,
                inventory.hosts().stream().collect(Collectors.toMap(Host::name, driver::survey)),
                Map.of(),
                Set.of(),
                Map.of());
        return new Planner()
                .plan(PlanRequest.unadvised(
                        list, surveyed, script.policy(), PlanRequest.Choices.in(ZoneOffset.UTC), clock.instant()));
    }

    String name() {
        return folder.getFileName().toString();
    }

    /** The beginning of the story that the plan is carried out in. */
    Setting setting() {
        return new Setting(
                plan.moves(),
                each(Script.Guest::disk),
                each(Script.Guest::writes),
                each(Script.Guest::behaves),
                plan.policy(),
                Nights.NONE);
    }

    private <T> List<T> each(Function<Script.Guest, T> what) {
        return plan.moves().stream().map(this::guest).map(what).toList();
    }

    private Script.Guest guest(Move move) {
        return script.guests().stream()
                .filter(guest -> guest.ref().equals(move.instance()))
                .findFirst()
                .orElseThrow();
    }

    /** Instances that nothing moves. */
    List<Script.Guest> staying() {
        return script.guests().stream()
                .filter(guest ->
                        plan.moves().stream().noneMatch(move -> move.instance().equals(guest.ref())))
                .toList();
    }
}
