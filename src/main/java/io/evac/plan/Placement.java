package io.evac.plan;

import io.evac.inventory.Capacity;
import io.evac.list.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who goes where.
 *
 * @param chosen the site of each bundle that has one
 * @param unplaced the others, the most important first
 */
record Placement(Map<Bundle, Choice> chosen, List<Bundle> unplaced) {
    /** A site, and how many there were to choose from. */
    record Choice(Site site, int among) {}

    /**
     * Each instance that has a place, in order.
     *
     * @param unfit where else drivers did not want it
     */
    List<Placed> placed(DriverSaysNo unfit) {
        List<Placed> placed = new ArrayList<>();
        chosen.forEach((bundle, choice) -> {
            for (Departure member : bundle.members()) {
                Site site = choice.site();
                List<MigrationType> types = Estimator.choices(member, site.in());
                String why = why(member, bundle, choice, unfit.words(bundle));
                placed.add(new Placed(member, site.name(), site.in(), types, why, List.of()));
            }
        });
        placed.sort(Placed.ORDER);
        return placed;
    }

    private static String why(Departure member, Bundle bundle, Choice choice, String unfit) {
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
        String not = unfit.isEmpty() ? "" : "; not " + unfit;
        String why = together + least + after + not + ".";
        return Character.toUpperCase(why.charAt(0)) + why.substring(1);
    }
}
