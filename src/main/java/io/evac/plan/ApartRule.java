package io.evac.plan;

/** Instances of one {@code apart} group are on different hosts. */
final class ApartRule implements Rule {
    @Override
    public boolean allows(Bundle bundle, Site site) {
        for (Departure member : bundle.members()) {
            if (member.row().group().isPresent() && clashes(member, site)) {
                return false;
            }
        }
        return true;
    }

    private static boolean clashes(Departure member, Site site) {
        return member.row()
                .group()
                .filter(group -> group.apart() && site.hasApart(group.name()))
                .isPresent();
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        String group = bundle.members().stream()
                .flatMap(member -> member.row().group().stream())
                .findFirst()
                .map(g -> g.name())
                .orElse("");
        return new Obstacle(
                Codes.APART,
                "host " + site.name() + " gets another member of apart:" + group,
                "Maybe add a host that accepts instances, or make the group smaller");
    }
}
