package io.evac.plan;

import io.evac.inventory.HostName;
import java.util.Set;

/** Nothing goes to a host that whoever plans may not use. */
final class ReachRule implements HostRule {
    private final Set<HostName> beyond;

    ReachRule(Set<HostName> beyond) {
        this.beyond = beyond;
    }

    @Override
    public boolean allows(Site site) {
        return !beyond.contains(site.name());
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        return new Obstacle(
                Codes.DESTINATION_BEYOND,
                "host " + site.name() + " is not among the hosts that you may use",
                "Maybe choose another host, or ask somebody who may use both");
    }
}
