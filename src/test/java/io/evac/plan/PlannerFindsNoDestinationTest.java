package io.evac.plan;

import static io.evac.plan.Worlds.size;
import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Rate;
import io.evac.list.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One case for each reason why there is no destination, or not the one that was asked for. */
class PlannerFindsNoDestinationTest {
    private final Worlds two = new Worlds().host("alpha").host("beta");

    private static Refusal only(Worlds worlds) {
        Plan plan = worlds.plan();
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.refusals()).hasSize(1);
        Refusal refusal = plan.refusals().getFirst();
        assertThat(refusal.remedy()).startsWith("Maybe ");
        return refusal;
    }

    @Test
    void anInstanceWithNoHostToGoTo() {
        Worlds worlds = new Worlds()
                .host("alpha")
                .host("beta", size(16, 64, 1024), Worlds.closed())
                .host("gamma", size(16, 64, 1024), Worlds.driver("zfs"))
                .host("delta")
                .cordon("delta")
                .instance("alpha", "web", 1)
                .row("web", "alpha");
        Refusal refusal = only(worlds);
        assertThat(refusal.code()).isEqualTo(Codes.NO_DESTINATION);
        assertThat(refusal.reason())
                .contains("1 not accepting", "1 of another driver", "1 cordoned", "1 where it is already");
    }

    @Test
    void anInstanceForWhichNoHostHasRoomSayingWhatTheNearestLacks() {
        Worlds worlds = new Worlds()
                .host("alpha")
                .host("beta", size(16, 16, 1024), host -> host)
                .host("gamma", size(16, 32, 1024), host -> host)
                .instance("alpha", "big", size(1, 40, 1), i -> i)
                .choices(List.of(), Set.of(), 0)
                .row("big", "alpha");
        Refusal refusal = only(worlds);
        assertThat(refusal.code()).isEqualTo(Codes.NO_ROOM);
        assertThat(refusal.reason()).contains("gamma lacks 8GiB of memory", "needs 40GiB", "32GiB is free");
    }

    @Test
    void anInstanceThatFitsOnlyIntoTheReserve() {
        Worlds worlds = new Worlds()
                .host("alpha")
                .host("beta", size(16, 64, 1000), host -> host)
                .instance("alpha", "web", 960)
                .row("web", "alpha");
        assertThat(only(worlds).reason()).contains("of disk", "reserve of 5 %");
        assertThat(worlds.choices(List.of(), Set.of(), 0).plan().moves()).hasSize(1);
    }

    @Test
    void anInstanceThatFitsOnlyWithoutTheLimitOfHostsYaml() {
        CapacityLimit limit = new CapacityLimit(Optional.of(1), Optional.empty(), Optional.empty());
        Worlds worlds = new Worlds()
                .host("alpha")
                .host("beta", size(16, 64, 1024), Worlds.limited(limit))
                .instance("alpha", "web", size(2, 1, 1), i -> i)
                .row("web", "alpha");
        assertThat(only(worlds).reason()).contains("lacks 1 CPUs");
    }

    @Test
    void anInstanceThatNoLongerFitsAfterItsResize() {
        Refusal refusal = only(two.instance("alpha", "web", 1)
                .row("web", "alpha", row -> row.memory = new ByteSize(65 * Worlds.GIB)));
        assertThat(refusal.code()).isEqualTo(Codes.NO_ROOM);
    }

    @Test
    void anInstanceWhoseNameIsTakenEverywhere() {
        two.instance("alpha", "web", 1).instance("beta", "web", 1);
        assertThat(only(two.row("web", "alpha")).code()).isEqualTo(Codes.NAME_TAKEN);
    }

    private static String code(Worlds worlds, String destination) {
        return only(worlds.instance("alpha", "web", 1).row("web", "alpha", row -> row.destination = destination))
                .code();
    }

    @Test
    void aNamedDestinationThatIsImpossible() {
        assertThat(code(new Worlds().host("alpha"), "nowhere")).isEqualTo(Codes.DESTINATION_UNKNOWN);
        assertThat(code(new Worlds().host("alpha"), "alpha")).isEqualTo(Codes.DESTINATION_IS_SOURCE);
        assertThat(code(new Worlds().host("alpha").host("beta", size(9, 9, 9), Worlds.closed()), "beta"))
                .isEqualTo(Codes.DESTINATION_ACCEPTS_NOTHING);
        assertThat(code(new Worlds().host("alpha").host("beta").cordon("beta"), "beta"))
                .isEqualTo(Codes.DESTINATION_CORDONED);
        assertThat(code(new Worlds().host("alpha").host("beta", size(9, 9, 9), Worlds.driver("zfs")), "beta"))
                .isEqualTo(Codes.DESTINATION_OTHER_DRIVER);
        assertThat(code(new Worlds().host("alpha").host("beta").unreachable("beta", "no route"), "beta"))
                .isEqualTo(Codes.DESTINATION_NOT_SURVEYED);
        assertThat(code(new Worlds().host("alpha").host("beta", size(0, 9, 9), host -> host), "beta"))
                .isEqualTo(Codes.NO_ROOM);
    }

    @Test
    void aNamedDestinationThatIsOnTheListItself() {
        Plan plan = two.host("gamma")
                .instance("alpha", "web", 1)
                .instance("beta", "db", 1)
                .row("web", "alpha", row -> row.destination = "beta")
                .row("db", "beta")
                .plan();
        assertThat(plan.refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.code()).isEqualTo(Codes.DESTINATION_LEAVES));
        assertThat(plan.moves())
                .singleElement()
                .satisfies(m -> assertThat(m.to()).isEqualTo(Worlds.name("gamma")));
    }

    @Test
    void theMemberForWhichNoHostIsLeftToKeepApart() {
        Plan plan = two.instance("alpha", "a", 1)
                .instance("alpha", "b", 1)
                .row("*", "alpha", row -> row.group = new Row.Group(true, "web"))
                .plan();
        assertThat(plan.moves()).hasSize(1);
        assertThat(plan.refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.code()).isEqualTo(Codes.APART));
    }

    @Test
    void allOfATogetherGroupWhenOneMemberCannotLeave() {
        Plan plan = two.instance("alpha", "a", 1)
                .instance("alpha", "b", size(1, 1, 1), Worlds.problem("broken"))
                .row("*", "alpha", row -> row.group = new Row.Group(false, "app"))
                .plan();
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.refusals())
                .extracting(Refusal::code)
                .containsExactlyInAnyOrder(Codes.TOGETHER, Codes.SURVEY_PROBLEM);
    }

    @Test
    void aTogetherGroupWhoseRowsNameDifferentDestinations() {
        Plan plan = two.host("gamma")
                .instance("alpha", "a", 1)
                .instance("alpha", "b", 1)
                .row("a", "alpha", row -> {
                    row.group = new Row.Group(false, "app");
                    row.destination = "beta";
                })
                .row("b", "alpha", row -> {
                    row.group = new Row.Group(false, "app");
                    row.destination = "gamma";
                })
                .plan();
        assertThat(plan.refusals()).extracting(Refusal::code).containsExactly(Codes.TOGETHER, Codes.TOGETHER);
    }

    @Test
    void anInstanceThatTheDriverObjectsToUnlessThatIsAccepted() {
        Objection local =
                new Objection(Objection.Severity.ERROR, "EVAC-455", "local device attached", "Maybe detach it");
        two.instance("alpha", "web", 1).row("web", "alpha").adviser(move -> List.of(local));
        Refusal refusal = only(two);
        assertThat(refusal.code()).isEqualTo("EVAC-455");
        assertThat(refusal.reason()).isEqualTo("local device attached");

        Plan accepted = two.choices(List.of(), Set.of("EVAC-455"), 5).plan();
        assertThat(accepted.moves()).hasSize(1);
        assertThat(accepted.warnings()).anyMatch(w -> w.contains("accepted") && w.contains("EVAC-455"));
    }

    @Test
    void theRestOfATogetherGroupWhenTheDriverObjectsToOne() {
        Objection error = new Objection(Objection.Severity.ERROR, "EVAC-455", "no", "Maybe yes");
        Plan plan = two.instance("alpha", "a", 1)
                .instance("alpha", "b", 2)
                .row("*", "alpha", row -> row.group = new Row.Group(false, "app"))
                .adviser(move -> move.instance().name().value().equals("a") ? List.of(error) : List.of())
                .plan();
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.refusals()).extracting(Refusal::code).containsExactly("EVAC-455", Codes.TOGETHER);
    }

    @Test
    void nothingBecauseOfASlowLinkWhenAnotherHostIsFastEnough() {
        Worlds worlds = new Worlds()
                .host("alpha")
                .host("beta", size(16, 64, 1024), Worlds.bandwidth(Bandwidth.always(Rate.parse("1Mbit"))))
                .host("gamma")
                .instance("alpha", "web", 1)
                .row("web", "alpha", row -> row.type = "cold");
        assertThat(worlds.plan().moves())
                .singleElement()
                .satisfies(m -> assertThat(m.to()).isEqualTo(Worlds.name("gamma")));
    }
}
