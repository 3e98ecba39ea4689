package io.evac.plan;

import io.evac.inventory.HostName;
import java.util.Set;

/** Hosts that are being left do not take each other's instances. */
final class LeavingRule implements HostRule {
    private final Set<HostName> leaving;

    LeavingRule(Set<HostName> leaving) {
        this.leaving = leaving;
    }

    @Override
    public boolean allows(Site site) {
        return !leaving.contains(site.name());
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        if (bundle.members().stream().anyMatch(member -> member.source().name().equals(site.name()))) {
            return new Obstacle(
                    Codes.DESTINATION_IS_SOURCE,
                    "host " + site.name() + " is where it is already",
                    "Maybe leave the destination empty, or choose another host");
        }
        return new Obstacle(
                Codes.DESTINATION_LEAVES,
                "host " + site.name() + " is on the list itself",
                "Maybe choose a host that nothing on the list leaves");
    }
}
