package io.evac.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Makes a placement better by moving single bundles to other sites; ends when nothing helps or its budget is spent. */
final class Improvement {
    private final Destinations destinations;
    private final Map<Bundle, Placement.Choice> chosen;
    private int budget;

    /** @param budget questions to the rules */
    Improvement(Destinations destinations, Map<Bundle, Placement.Choice> chosen, int budget) {
        this.destinations = destinations;
        this.chosen = chosen;
        this.budget = budget;
    }

    /** Finds a place for the bundle by shifting one that is placed already; whether that worked. */
    boolean makeRoom(Bundle bundle) {
        for (Site site : destinations.candidates(bundle)) {
            if (ask(bundle, site)) {
                put(bundle, site, 1);
                return true;
            }
            if (budget > 0 && destinations.lacksOnlyRoom(bundle, site) && shift(bundle, site)) {
                return true;
            }
        }
        return false;
    }

    private boolean shift(Bundle bundle, Site site) {
        for (Bundle other : List.copyOf(site.arrivals())) {
            if (budget <= 0) {
                return false;
            }
            if (stays(other)) {
                continue;
            }
            site.remove(other);
            budget--;
            if (site.covers(bundle.need())) {
                for (Site elsewhere : destinations.open()) {
                    if (elsewhere != site && ask(other, elsewhere)) {
                        put(other, elsewhere, chosen.get(other).among());
                        put(bundle, site, 1);
                        return true;
                    }
                }
            }
            site.add(other);
        }
        return false;
    }

    /** Takes from the site whose link is busy longest and gives to one that is free sooner. */
    void level() {
        while (budget > 0) {
            Site busiest = destinations.open().stream()
                    .max(Comparator.comparingDouble((Site site) -> site.inboundSeconds())
                            .thenComparing(Site::name))
                    .orElse(null);
            if (busiest == null || !relieve(busiest)) {
                return;
            }
        }
    }

    private boolean relieve(Site busiest) {
        double limit = busiest.inboundSeconds();
        List<Bundle> largestFirst = new ArrayList<>(busiest.arrivals());
        largestFirst.sort(Comparator.comparingLong(Bundle::bytes).reversed().thenComparing(Bundle::first));
        List<Site> idleFirst = new ArrayList<>(destinations.open());
        idleFirst.sort(
                Comparator.comparingDouble((Site site) -> site.inboundSeconds()).thenComparing(Site::name));
        for (Bundle bundle : largestFirst) {
            if (stays(bundle) || bundle.bytes() == 0) {
                continue;
            }
            for (Site site : idleFirst) {
                if (site != busiest && site.inboundSeconds(bundle) < limit && ask(bundle, site)) {
                    busiest.remove(bundle);
                    put(bundle, site, chosen.get(bundle).among());
                    return true;
                }
            }
        }
        return false;
    }

    /** What the list or an earlier placement has put there. */
    private boolean stays(Bundle bundle) {
        return bundle.destination().isPresent() || !chosen.containsKey(bundle);
    }

    private boolean ask(Bundle bundle, Site site) {
        budget--;
        return destinations.allows(bundle, site);
    }

    private void put(Bundle bundle, Site site, int among) {
        site.add(bundle);
        chosen.put(bundle, new Placement.Choice(site, among));
    }
}
