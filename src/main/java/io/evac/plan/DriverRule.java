package io.evac.plan;

/** Both ends are of the same platform. */
final class DriverRule implements Rule {
    @Override
    public boolean allows(Bundle bundle, Site site) {
        for (Departure member : bundle.members()) {
            if (!member.source().driver().equals(site.host().driver())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        return new Obstacle(
                Codes.DESTINATION_OTHER_DRIVER,
                "host " + site.name() + " has driver " + site.host().driver() + ", not "
                        + bundle.members().getFirst().source().driver(),
                "Maybe choose a host of the same driver");
    }
}
