package io.evac.driver;

import io.evac.inventory.Surveyor;
import io.evac.migration.Carrier;
import io.evac.plan.Adviser;

/** A platform: looks, advises, carries. One implementation per {@code driver:} word of hosts.yaml. */
public interface Driver extends Surveyor, Adviser, Carrier {
    /** The word in hosts.yaml. */
    String name();
}
