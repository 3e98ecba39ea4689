package io.evac.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Largest first, each to the best of the sites that the rules allow. Best is where the link is free soonest; when that
 * leaves somebody without room, it is tried again by other {@link Aim}s, and each time room is made for what is left
 * over by shifting others. Steps are counted, never timed, so the result is always the same.
 */
final class GreedyPlacer implements Placer {
    /** What makes one site better than another, in the order in which they are tried. */
    private enum Aim {
        /** Its link is free soonest. */
        TIME,
        /** It has much left of what is needed, so that no resource runs out before the others; then time. */
        LEVEL,
        /** It is the fullest that still fits: keeps whole hosts free for what is large. */
        FILL
    }

    /** Time decides between sites that are alike in room. */
    private static final double LATE_IN_LEVEL = 0.001;

    private final int budget;

    /** @param budget questions to the rules that improving an attempt may cost */
    GreedyPlacer(int budget) {
        this.budget = budget;
    }

    @Override
    public Placement place(List<Bundle> bundles, Destinations destinations) {
        List<Bundle> ordered = new ArrayList<>(bundles);
        ordered.sort(importance(bundles, destinations));
        Placement best = null;
        for (Aim aim : Aim.values()) {
            if (best != null) {
                clear(best);
            }
            Placement attempt = attempt(ordered, destinations, aim);
            if (best == null || attempt.unplaced().size() < best.unplaced().size()) {
                if (attempt.unplaced().isEmpty()) {
                    return attempt;
                }
                best = attempt;
            }
            clear(attempt);
            best.chosen().forEach((bundle, choice) -> choice.site().add(bundle));
        }
        return best == null ? new Placement(Map.of(), List.of()) : best;
    }

    private static void clear(Placement placement) {
        placement.chosen().forEach((bundle, choice) -> choice.site().remove(bundle));
    }

    private Placement attempt(List<Bundle> ordered, Destinations destinations, Aim aim) {
        Map<Bundle, Placement.Choice> chosen = new LinkedHashMap<>();
        List<Bundle> unplaced = new ArrayList<>();
        double target = secondsIfEven(ordered, destinations);
        for (Bundle bundle : ordered) {
            Placement.Choice choice = best(bundle, destinations, aim, target);
            if (choice == null) {
                unplaced.add(bundle);
            } else {
                choice.site().add(bundle);
                chosen.put(bundle, choice);
            }
        }
        Improvement improvement = new Improvement(destinations, chosen, budget);
        unplaced.removeIf(improvement::makeRoom);
        improvement.level();
        return new Placement(chosen, unplaced);
    }

    private static Placement.@Nullable Choice best(Bundle bundle, Destinations destinations, Aim aim, double target) {
        Site best = null;
        double bestScore = Double.POSITIVE_INFINITY;
        int among = 0;
        for (Site site : destinations.candidates(bundle)) {
            if (destinations.allows(bundle, site)) {
                among++;
                double late = site.inboundSeconds(bundle) / target;
                double score = switch (aim) {
                    case TIME -> late;
                    case LEVEL -> site.strain(bundle.need()) + LATE_IN_LEVEL * late;
                    case FILL -> -site.fullness(bundle.need());
                };
                if (score < bestScore) {
                    bestScore = score;
                    best = site;
                }
            }
        }
        return best == null ? null : new Placement.Choice(best, among);
    }

    /** How long all links together would need for everything: what one site's share of the time is measured by. */
    private static double secondsIfEven(List<Bundle> bundles, Destinations destinations) {
        double bytes = bundles.stream().mapToDouble(Bundle::bytes).sum();
        double rate = destinations.open().stream()
                .mapToDouble(site -> site.in().bytesPerSecond())
                .sum();
        return Math.max(1e-9, bytes / Math.max(1, rate));
    }

    /** Those without a choice first, then by priority, then the largest, then by name. */
    private static Comparator<Bundle> importance(List<Bundle> bundles, Destinations destinations) {
        double cpus =
                destinations.open().stream().mapToDouble(s -> s.usable().cpus()).sum();
        double memory = destinations.open().stream()
                .mapToDouble(s -> s.usable().memory().bytes())
                .sum();
        double disk = destinations.open().stream()
                .mapToDouble(s -> s.usable().disk().bytes())
                .sum();
        double bytes = bundles.stream().mapToDouble(Bundle::bytes).sum();
        Map<Bundle, Double> size = new IdentityHashMap<>();
        for (Bundle bundle : bundles) {
            double room = Math.max(
                    bundle.need().cpus() / Math.max(1, cpus),
                    Math.max(
                            bundle.need().memory().bytes() / Math.max(1, memory),
                            bundle.need().disk().bytes() / Math.max(1, disk)));
            size.put(bundle, Math.max(room, bundle.bytes() / Math.max(1, bytes)));
        }
        return Comparator.comparing((Bundle bundle) -> bundle.destination().isEmpty())
                .thenComparing(Bundle::priority, Comparator.reverseOrder())
                .thenComparing(size::get, Comparator.reverseOrder())
                .thenComparing(Bundle::first);
    }
}
