package io.evac.plan;

import io.evac.inventory.Capacity;
import io.evac.inventory.HostName;

/** A host before and after the plan. */
public record HostLoad(HostName host, Capacity capacity, Capacity before, Capacity after, int arriving, int leaving) {}
