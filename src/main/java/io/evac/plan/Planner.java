package io.evac.plan;

import io.evac.inventory.HostName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides the whole: pure, and the same request always gives the same plan. Thread-safe. */
public final class Planner {
    /** Bounds the work of improving a placement: about a second for thousands of instances. */
    private static final int IMPROVEMENT_BUDGET = 2_000_000;

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
        Consultation consultation = new Consultation(request, placer, destinations);
        consultation.settle(placement);
        refusals.addAll(consultation.refusals());
        List<Placed> placed = consultation.allowed();
        List<String> warnings = Warnings.of(request, intake.unselected(), consultation.asked());
        warnings.addAll(consultation.warnings());
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

    private static Plan assemble(
            PlanRequest request, List<Placed> placed, List<Refusal> refusals, List<String> warnings) {
        refusals.sort(Comparator.comparingInt(Refusal::row)
                .thenComparing(Refusal::instance)
                .thenComparing(Refusal::code));
        int canaries = request.policy().canaries();
        PlanDigest digest =
                PlanDigest.of(request.policy(), Numbering.number(placed, canaries, PlanId.PROVISIONAL), refusals);
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
