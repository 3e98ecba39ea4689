package io.evac.plan;

/** A rule about the host alone, whatever would go there. */
interface HostRule extends Rule {
    boolean allows(Site site);

    @Override
    default boolean allows(Bundle bundle, Site site) {
        return allows(site);
    }
}
