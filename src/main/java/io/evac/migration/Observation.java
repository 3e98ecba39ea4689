package io.evac.migration;

import io.evac.inventory.RunState;

/**
 * The truth about an instance on one host, as the host tells it now.
 *
 * @param present whether any copy is there (in place, parked or arriving)
 * @param facts what the guard says
 */
public record Observation(boolean present, RunState running, GuardFacts facts) {}
