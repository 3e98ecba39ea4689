package io.evac.plan;

import io.evac.inventory.HostName;
import java.util.Set;

/** Nothing goes to a cordoned host. */
final class CordonRule implements HostRule {
    private final Set<HostName> cordoned;

    CordonRule(Set<HostName> cordoned) {
        this.cordoned = cordoned;
    }

    @Override
    public boolean allows(Site site) {
        return !cordoned.contains(site.name());
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        return new Obstacle(
                Codes.DESTINATION_CORDONED,
                "host " + site.name() + " is cordoned",
                "Maybe run evac host uncordon " + site.name() + ", or choose another host");
    }
}
