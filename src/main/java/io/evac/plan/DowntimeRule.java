package io.evac.plan;

import java.time.Duration;

/** The link is fast enough for the downtime budget: some type that the instance may be carried by fits it. */
final class DowntimeRule implements Rule {
    @Override
    public boolean allows(Bundle bundle, Site site) {
        for (Departure member : bundle.members()) {
            if (!fits(member, site)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Departure member, Site site) {
        return !Estimator.choices(member, site.in()).isEmpty();
    }

    @Override
    public double gap(Bundle bundle, Site site) {
        Departure slow = slow(bundle, site);
        return (double) Estimator.leastDowntimeMillis(slow, site.in())
                / Math.max(1, slow.downtime().toMillis());
    }

    private static Departure slow(Bundle bundle, Site site) {
        return bundle.members().stream()
                .filter(member -> !fits(member, site))
                .findFirst()
                .orElse(bundle.members().getFirst());
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        Departure slow = slow(bundle, site);
        long estimate = Estimator.leastDowntimeMillis(slow, site.in());
        return new Obstacle(
                Codes.DOWNTIME,
                slow.ref() + " would be down for about " + seconds(Duration.ofMillis(estimate)) + " on its way to "
                        + site.name() + " (" + slow.types().getFirst() + "), its budget is "
                        + seconds(slow.downtime()),
                "Maybe raise its downtime budget, or a type that syncs while it runs");
    }

    private static String seconds(Duration time) {
        return Math.ceilDiv(time.toMillis(), 1000) + " s";
    }
}
