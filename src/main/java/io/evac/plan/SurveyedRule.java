package io.evac.plan;

/** A destination answers, now. */
final class SurveyedRule implements HostRule {
    private final World world;

    SurveyedRule(World world) {
        this.world = world;
    }

    @Override
    public boolean allows(Site site) {
        return site.surveyed();
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        return new Obstacle(
                Codes.DESTINATION_NOT_SURVEYED,
                "host " + site.name() + " could not be surveyed: "
                        + world.unreachable().getOrDefault(site.name(), "it was not asked"),
                "Maybe run evac host doctor " + site.name());
    }
}
