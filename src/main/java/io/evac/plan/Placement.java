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
    record Choice(Site site, int among) {
        /**
         * Why there, as things stand.
         *
         * @param unfit where drivers did not want it; empty for nowhere
         */
        String why(Departure member, Bundle bundle, String unfit) {
            String after = ", " + Math.round(site.fullness(Capacity.NONE) * 100) + " % full afterwards";
            if (bundle.destination().isPresent()) {
                return "The list names it" + after + ".";
            }
            String together = bundle.members().size() > 1
                    ? "Takes all " + bundle.members().size() + " of together:"
                            + member.row().group().map(Row.Group::name).orElse("") + "; "
                    : "";
            String least = among > 1 ? "least to receive of " + among + " hosts with room" : "the only host with room";
            String why = together + least + after + (unfit.isEmpty() ? "" : "; not " + unfit) + ".";
            return Character.toUpperCase(why.charAt(0)) + why.substring(1);
        }
    }

    /** Each instance that has a place, in order. */
    List<Placed> placed() {
        List<Placed> placed = new ArrayList<>();
        chosen.forEach((bundle, choice) -> {
            Site site = choice.site();
            for (Departure member : bundle.members()) {
                placed.add(new Placed(
                        member, site.name(), site.in(), Estimator.choices(member, site.in()), "", List.of()));
            }
        });
        placed.sort(Placed.ORDER);
        return placed;
    }
}
