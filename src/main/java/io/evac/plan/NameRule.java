package io.evac.plan;

import io.evac.inventory.InstanceName;
import java.util.HashSet;
import java.util.Set;

/** No two instances of one name on one host. */
final class NameRule implements Rule {
    @Override
    public boolean allows(Bundle bundle, Site site) {
        for (Departure member : bundle.members()) {
            if (site.hasName(member.ref().name())) {
                return false;
            }
        }
        return bundle.members().size() == 1 || distinct(bundle);
    }

    private static boolean distinct(Bundle bundle) {
        Set<InstanceName> seen = new HashSet<>();
        return bundle.members().stream()
                .allMatch(member -> seen.add(member.ref().name()));
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        String taken = bundle.members().stream()
                .map(member -> member.ref().name())
                .filter(site::hasName)
                .findFirst()
                .map(name -> "host " + site.name() + " has or gets another instance named " + name)
                .orElse("two instances of the group have the same name");
        return new Obstacle(Codes.NAME_TAKEN, taken, "Maybe rename one of the two, or choose another host");
    }
}
