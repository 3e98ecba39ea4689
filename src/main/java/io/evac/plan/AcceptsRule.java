package io.evac.plan;

/** hosts.yaml says that the host takes instances. */
final class AcceptsRule implements HostRule {
    @Override
    public boolean allows(Site site) {
        return site.host().accepts();
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        return new Obstacle(
                Codes.DESTINATION_ACCEPTS_NOTHING,
                "host " + site.name() + " does not accept instances",
                "Maybe set accepts: true for it in hosts.yaml, or choose another host");
    }
}
