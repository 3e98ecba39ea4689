package io.evac.run;

import io.evac.driver.Driver;
import io.evac.driver.Drivers;
import io.evac.inventory.FileProblem;
import io.evac.inventory.FileProblemsException;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventories;
import io.evac.inventory.Inventory;
import io.evac.inventory.Texts;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Objection;
import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import io.evac.plan.PlanId;
import io.evac.plan.PlanRequest;
import io.evac.plan.PlanStore;
import io.evac.plan.Planner;
import io.evac.plan.Plans;
import io.evac.plan.World;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans are made by the planning job and kept in the database. */
final class StoredPlans implements Plans {
    private static final List<RunState> UNFINISHED =
            Arrays.stream(RunState.values()).filter(state -> !state.ended()).toList();

    /** What planning looks at. */
    record Sources(
            Inventories inventories, Drivers drivers, Survey survey, CordonStore cordons, RunStore runs, Clock clock) {}

    private final Planner planner = new Planner();
    private final PlanningJob job;
    private final PlanStore store;
    private final Sources sources;

    StoredPlans(PlanningJob job, PlanStore store, Sources sources) {
        this.job = job;
        this.store = store;
        this.sources = sources;
    }

    @Override
    public Plan create(Request request) {
        refuseUnknown(request.accept());
        Inventory inventory = inventory();
        PlanRequest.Choices choices = new PlanRequest.Choices(
                request.select(),
                request.accept(),
                PlanRequest.Choices.DEFAULT_RESERVE_PERCENT,
                sources.clock().getZone());
        Set<HostName> beyond = beyond(inventory, request.hosts());
        Plan plan = onItsOccasion(job.plan(
                request,
                inventory,
                (list, findings) -> planner.plan(new PlanRequest(
                        list,
                        world(inventory, findings, Optional.empty(), beyond),
                        request.policy(),
                        choices,
                        move -> objections(inventory, move),
                        sources.clock().instant()))));
        store.put(plan);
        return store.find(plan.id()).map(stored -> stored.toldAs(plan)).orElse(plan);
    }

    private static Set<HostName> beyond(Inventory inventory, HostScope hosts) {
        return inventory.hosts().stream()
                .filter(host -> !hosts.covers(host))
                .map(Host::name)
                .collect(Collectors.toSet());
    }

    /** What was carried out before, and came back since, is to be carried out again; nothing to do stays the same nothing. */
    private Plan onItsOccasion(Plan first) {
        Plan plan = first;
        for (int occasion = 2; !plan.moves().isEmpty() && hadItsRun(plan.id()); occasion++) {
            plan = first.onOccasion(occasion);
        }
        return plan;
    }

    private boolean hadItsRun(PlanId plan) {
        return sources.runs()
                .ofPlan(plan)
                .filter(run -> run.state().over())
                .filter(run -> MoveStates.settled(run.state(), sources.runs().counts(run.id())))
                .isPresent();
    }

    @Override
    public Plan restore(HostName host, Set<String> accept, HostScope hosts) {
        Host home = inventory().host(host);
        return create(
                new WayBack(sources.runs(), store).request(home.name(), accept).within(hosts));
    }

    /** A code that is silently ignored lets an operator believe that something was accepted. */
    private void refuseUnknown(Set<String> accepted) {
        SortedSet<String> known = sources.drivers().objectionCodes();
        List<String> unknown = accepted.stream()
                .filter(code -> !known.contains(code))
                .sorted()
                .map(Texts::quoted)
                .toList();
        if (!unknown.isEmpty()) {
            throw new Runs.RefusedException(
                    2,
                    "EVAC-518",
                    "not the code of an objection: " + String.join(", ", unknown),
                    "Maybe one that evac plan shows at a refused row ("
                            + (known.isEmpty() ? "there is none to accept here" : String.join(", ", known))
                            + "); docs/codes.md says what drivers object to");
        }
    }

    private List<Objection> objections(Inventory inventory, Move move) {
        return driver(inventory.host(move.from())).objections(move);
    }

    private Driver driver(Host host) {
        return sources.drivers().named(host.driver());
    }

    private Inventory inventory() {
        try {
            return sources.inventories().current();
        } catch (FileProblemsException unusable) {
            throw new RejectedException(
                    unusable.problems().stream().map(FileProblem::toString).toList());
        }
    }

    /** @param own a plan whose own run does not make its instances busy */
    private World world(Inventory inventory, Survey.Findings findings, Optional<PlanId> own, Set<HostName> beyond) {
        Map<InstanceRef, String> busy = new HashMap<>();
        for (RunStore.RunRecord run : sources.runs().inState(UNFINISHED)) {
            if (!own.equals(Optional.of(run.plan()))) {
                store.find(run.plan()).stream()
                        .flatMap(plan -> plan.moves().stream())
                        .forEach(move -> busy.put(move.instance(), run.id().value()));
            }
        }
        return new World(
                inventory,
                findings.reports(),
                findings.unreachable(),
                sources.cordons().all().stream().map(CordonStore.Cordon::host).collect(Collectors.toSet()),
                busy,
                beyond);
    }

    @Override
    public Plan store(Plan plan) {
        PlanDigest digest = PlanDigest.of(plan.policy(), plan.moves(), plan.refusals());
        if (!digest.equals(plan.digest()) || !plan.id().fits(digest)) {
            throw new Runs.RefusedException(
                    1,
                    "EVAC-517",
                    "the plan " + plan.id() + " was changed after it was made: its digest does not fit its content",
                    "Maybe plan again: evac plan LIST");
        }
        refuseOthersMoves(plan);
        store.put(plan);
        return store.find(plan.id()).orElse(plan);
    }

    /** The journal finds a move by its number alone, which no digest covers. */
    private static void refuseOthersMoves(Plan plan) {
        for (int place = 1; place <= plan.moves().size(); place++) {
            MoveId written = plan.moves().get(place - 1).id();
            MoveId own = MoveId.of(plan.id(), place);
            if (!written.equals(own)) {
                throw new Runs.RefusedException(
                        1,
                        "EVAC-517",
                        "the plan " + plan.id() + " was changed after it was made: its move " + own + " is called "
                                + written,
                        "Maybe plan again: evac plan LIST");
            }
        }
    }

    @Override
    public Optional<Plan> find(PlanId id) {
        return store.find(id);
    }

    @Override
    public List<PlanId> list() {
        return store.list();
    }

    @Override
    public List<String> differences(Plan plan) {
        Inventory inventory = inventory();
        Set<HostName> named = plan.moves().stream()
                .flatMap(move -> Stream.of(move.from(), move.to()))
                .collect(Collectors.toSet());
        Collection<Host> hosts = inventory.hosts().stream()
                .filter(host -> named.contains(host.name()))
                .toList();
        Survey.Findings findings = sources.survey().of(hosts);
        return planner.differences(plan, world(inventory, findings, Optional.of(plan.id()), Set.of()));
    }

    @Override
    public List<String> commands(Plan plan) {
        Inventory inventory = inventory();
        return plan.moves().stream()
                .flatMap(move -> driver(inventory.host(move.from())).commands(move).stream()
                        .map(line -> move.id() + " " + line))
                .toList();
    }
}
