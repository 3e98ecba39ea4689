package io.evac.plan;

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
}
