package io.evac.plan;

import io.evac.list.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts together what must stay together. */
record Bundles(List<Bundle> whole, List<Refusal> refusals) {

    /** @param staying groups of which a member does not move, and why */
    static Bundles of(List<Departure> departures, Map<Row.Group, String> staying) {
        List<Bundle> whole = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        Map<Row.Group, List<Departure>> groups = new LinkedHashMap<>();
        for (Departure departure : departures) {
            departure
                    .row()
                    .group()
                    .filter(group -> !group.apart())
                    .ifPresentOrElse(
                            group -> groups.computeIfAbsent(group, key -> new ArrayList<>())
                                    .add(departure),
                            () -> whole.add(new Bundle(List.of(departure))));
        }
        groups.forEach((group, members) -> {
            if (staying.containsKey(group)) {
                members.forEach(member -> refusals.add(broken(member, group, staying.get(group))));
            } else if (destinations(members) > 1) {
                members.forEach(member -> refusals.add(broken(member, group, "its rows name different destinations")));
            } else {
                members.sort((a, b) -> a.ref().compareTo(b.ref()));
                whole.add(new Bundle(members));
            }
        });
        return new Bundles(whole, refusals);
    }

    /** The refusal of an instance whose group cannot stay together. */
    static Refusal broken(Departure member, Row.Group group, String why) {
        return member.refused(
                Codes.TOGETHER,
                "together:" + group.name() + " would be torn apart: " + why,
                "Maybe clear that up first, or take " + member.ref().name() + " out of the group");
    }

    private static long destinations(List<Departure> members) {
        return members.stream()
                .flatMap(member -> member.row().destination().stream())
                .distinct()
                .count();
    }
}
