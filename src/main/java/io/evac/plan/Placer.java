package io.evac.plan;

import java.util.List;

/** Chooses destinations; deterministic. */
interface Placer {
    /** Puts as many bundles as it can onto sites where the rules allow them; leaves the sites as placed. */
    Placement place(List<Bundle> bundles, Destinations destinations);
}
