package io.evac.plan;

import io.evac.inventory.Capacity;
import io.evac.inventory.HostName;
import io.evac.list.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides the whole: pure, and the same request always gives the same plan. Thread-safe. */
public final class Planner {
    /** Bounds the work of improving a placement: about a second for thousands of instances. */
    private static final int IMPROVEMENT_BUDGET = 2_000_000;

    private static final PlanId PROVISIONAL = new PlanId("P-00000000");

    private final Placer placer;

    public Planner() {
        this(new GreedyPlacer(IMPROVEMENT_BUDGET));
    }

    Planner(Placer placer) {
        this.placer = placer;
    }

    /**
     * Answers every selected row with one move or one refusal; a {@code *} row with one for each instance that no row
     * names itself.
     *
     * @throws IllegalArgumentException for a list that is rejected as a whole, or a {@code select} term that cannot be
     *     read
     */
    public Plan plan(PlanRequest request) {
        if (request.list().rejected()) {
            throw new IllegalArgumentException(
                    "list " + request.list().file() + " cannot be used. Maybe run evac list check on it");
        }
        Selection selection = new Selection(request.choices().select());
        Estimator estimator = new Estimator(request.created(), request.choices().zone());
        Intake.Result intake = new Intake(request, selection, estimator).read();
        Bundles bundles = Bundles.of(intake.departures(), intake.staying());
        List<Refusal> refusals = new ArrayList<>(intake.refusals());
        refusals.addAll(bundles.refusals());

        Destinations destinations = new Destinations(
                request.world(), leaving(request), request.choices().reservePercent(), estimator);
        Placement placement = placer.place(bundles.whole(), destinations);
        placement.unplaced().forEach(bundle -> refusals.addAll(homeless(bundle, destinations)));

        List<Placed> placed = placed(placement);
        List<String> warnings = Warnings.of(request, intake.unselected(), placed);
        placed = advised(placed, request, refusals, warnings);
        return assemble(request, placed, refusals, warnings);
    }

    /** What has changed in the world for this plan, one line each; empty when it can be applied exactly. */
    public List<String> differences(Plan plan, World now) {
        return Differences.of(plan, now);
    }

    /** Hosts that any row leaves, selected or not: what is not moved today is moved another day. */
    private static Set<HostName> leaving(PlanRequest request) {
        Set<HostName> leaving = new HashSet<>();
        request.list().rows().forEach(row -> leaving.add(row.host()));
        return leaving;
    }

    private static List<Refusal> homeless(Bundle bundle, Destinations destinations) {
        Obstacle obstacle = destinations.obstacle(bundle);
        String group =
                bundle.members().size() > 1 ? " (for all " + bundle.members().size() + " of its group)" : "";
        return bundle.members().stream()
                .map(member -> member.refused(obstacle.code(), obstacle.reason() + group, obstacle.remedy()))
                .toList();
    }

    private static List<Placed> placed(Placement placement) {
        List<Placed> placed = new ArrayList<>();
        placement.chosen().forEach((bundle, choice) -> {
            for (Departure member : bundle.members()) {
                Site site = choice.site();
                List<MigrationType> types = Estimator.choices(member, site.in());
                placed.add(new Placed(member, site.name(), site.in(), types, why(member, bundle, choice), List.of()));
            }
        });
        placed.sort(Placed.ORDER);
        return placed;
    }

    private static String why(Departure member, Bundle bundle, Placement.Choice choice) {
        Site site = choice.site();
        String after = ", " + Math.round(site.fullness(Capacity.NONE) * 100) + " % full afterwards";
        if (bundle.destination().isPresent()) {
            return "The list names it" + after + ".";
        }
        String together = bundle.members().size() > 1
                ? "Takes all " + bundle.members().size() + " of together:"
                        + member.row().group().map(Row.Group::name).orElse("") + "; "
                : "";
        String least = choice.among() > 1
                ? "least to receive of " + choice.among() + " hosts with room"
                : "the only host with room";
        String why = together + least + after + ".";
        return Character.toUpperCase(why.charAt(0)) + why.substring(1);
    }

    /** Those that nothing speaks against; the rest of a {@code together} group falls with its member. */
    private static List<Placed> advised(
            List<Placed> placed, PlanRequest request, List<Refusal> refusals, List<String> warnings) {
        List<Placed> allowed = new ArrayList<>();
        Map<Row.Group, String> torn = new HashMap<>();
        List<Placed> asked = placed;
        while (!asked.isEmpty()) {
            List<Move> drafts = Numbering.number(asked, request.policy().canaries(), PROVISIONAL);
            Advice advice =
                    new Advice(drafts, request.adviser(), request.choices().accept());
            List<Placed> otherwise = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                Placed one = asked.get(i);
                List<Objection> errors = advice.errors(i);
                if (errors.isEmpty()) {
                    warnings.addAll(advice.warnings(i));
                    allowed.add(one);
                } else if (one.types().size() > 1 && errors.stream().allMatch(Objection::ofType)) {
                    otherwise.add(one.next(errors));
                } else {
                    List<Objection> gravest = one.gravest(errors);
                    refusals.add(Advice.refusal(one.departure(), gravest));
                    tear(one.departure(), gravest.getFirst().code(), torn);
                }
            }
            otherwise.sort(Placed.ORDER);
            asked = otherwise;
        }
        allowed.sort(Placed.ORDER);
        return whole(allowed, torn, refusals);
    }

    private static void tear(Departure departure, String code, Map<Row.Group, String> torn) {
        departure
                .row()
                .group()
                .filter(group -> !group.apart())
                .ifPresent(group -> torn.putIfAbsent(group, departure.ref() + " is refused (" + code + ")"));
    }

    private static List<Placed> whole(List<Placed> allowed, Map<Row.Group, String> torn, List<Refusal> refusals) {
        List<Placed> left = new ArrayList<>();
        for (Placed one : allowed) {
            Departure departure = one.departure();
            String why = departure.row().group().map(torn::get).orElse(null);
            if (why == null) {
                left.add(one);
            } else {
                refusals.add(Bundles.broken(departure, departure.row().group().orElseThrow(), why));
            }
        }
        return left;
    }

    private static Plan assemble(
            PlanRequest request, List<Placed> placed, List<Refusal> refusals, List<String> warnings) {
        refusals.sort(Comparator.comparingInt(Refusal::row)
                .thenComparing(Refusal::instance)
                .thenComparing(Refusal::code));
        int canaries = request.policy().canaries();
        PlanDigest digest = PlanDigest.of(request.policy(), Numbering.number(placed, canaries, PROVISIONAL), refusals);
        PlanId id = PlanId.of(digest);
        return new Plan(
                id,
                digest,
                request.list().file(),
                request.created(),
                request.policy(),
                Numbering.number(placed, canaries, id),
                refusals,
                HostLoads.of(request.world(), placed),
                warnings);
    }
}
