package io.evac.plan;

/** One thing that must hold between what leaves and where it goes; each rule says one thing. */
interface Rule {
    /** Whether the bundle may go there as things stand; asked millions of times. */
    boolean allows(Bundle bundle, Site site);

    /** How far it is from allowed, as a share; smaller is nearer. */
    default double gap(Bundle bundle, Site site) {
        return 1;
    }

    /** Why not; asked only where {@link #allows} said no. */
    Obstacle obstacle(Bundle bundle, Site site);
}
