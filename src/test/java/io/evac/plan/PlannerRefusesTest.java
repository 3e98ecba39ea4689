package io.evac.plan;

import static io.evac.plan.Worlds.size;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Rate;
import io.evac.inventory.RunState;
import io.evac.list.EvacuationList;
import io.evac.list.ListProblem;
import io.evac.list.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One case for each reason why a row does not become a move. */
class PlannerRefusesTest {
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
    void aRowThatTheListRefused() {
        ListProblem problem =
                new ListProblem("list.csv", 2, 5, false, "EVAC-112", "not a priority: x", "Maybe a whole number");
        Refusal refusal = only(two.refusedRow(new EvacuationList.RefusedRow(2, "web", "alpha", List.of(problem))));
        assertThat(refusal.code()).isEqualTo("EVAC-112");
        assertThat(refusal.reason()).isEqualTo("not a priority: x");
    }

    @Test
    void aHostThatIsNotInHostsYaml() {
        assertThat(only(two.row("web", "gamma")).code()).isEqualTo(Codes.HOST_UNKNOWN);
    }

    @Test
    void anInstanceThatIsNotThere() {
        assertThat(only(two.row("web", "alpha")).code()).isEqualTo(Codes.INSTANCE_NOT_FOUND);
    }

    @Test
    void theSecondOfTwoEqualRowsNamingTheFirst() {
        Plan plan = two.instance("alpha", "web", 1)
                .row("web", "alpha")
                .row("web", "alpha")
                .plan();
        assertThat(plan.moves()).hasSize(1);
        assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(Codes.DUPLICATE_ROW);
            assertThat(refusal.row()).isEqualTo(3);
            assertThat(refusal.reason()).contains("line 2");
        });
    }

    @Test
    void aNameAndAnIdentifierThatMeanTheSameInstance() {
        Plan plan = two.instance("alpha", "web", size(1, 1, 1), Worlds.uuid("u-1"))
                .row("u-1", "alpha")
                .row("web", "alpha")
                .plan();
        assertThat(plan.moves())
                .singleElement()
                .satisfies(move -> assertThat(move.row()).isEqualTo(2));
        assertThat(plan.refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.code()).isEqualTo(Codes.DUPLICATE_ROW));
    }

    @Test
    void anIdentifierThatIsAnotherInstancesName() {
        two.instance("alpha", "web", size(1, 1, 1), Worlds.uuid("db")).instance("alpha", "db", 1);
        Refusal refusal = only(two.row("db", "alpha"));
        assertThat(refusal.code()).isEqualTo(Codes.AMBIGUOUS);
        assertThat(refusal.reason()).contains("db, web");
    }

    @Test
    void theSecondStarOfAHost() {
        Plan plan = two.instance("alpha", "web", 1)
                .row("*", "alpha")
                .row("*", "alpha")
                .plan();
        assertThat(plan.moves()).hasSize(1);
        assertThat(plan.refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.code()).isEqualTo(Codes.DUPLICATE_ROW));
    }

    @Test
    void aStarOfAnEmptyHost() {
        assertThat(only(two.row("*", "alpha")).code()).isEqualTo(Codes.HOST_EMPTY);
    }

    @Test
    void aHostThatCouldNotBeSurveyedWithTheReason() {
        Refusal refusal = only(two.unreachable("alpha", "connection refused").row("*", "alpha"));
        assertThat(refusal.code()).isEqualTo(Codes.HOST_NOT_SURVEYED);
        assertThat(refusal.reason()).contains("connection refused");
        assertThat(refusal.instance()).isEqualTo("*");
    }

    @Test
    void aTypeThatTheDriverDoesNotKnow() {
        Refusal refusal = only(two.instance("alpha", "web", 1).row("web", "alpha", row -> row.type = "live"));
        assertThat(refusal.code()).isEqualTo(Codes.TYPE_NOT_SUPPORTED);
        assertThat(refusal.remedy()).contains("semi-live, cold");
    }

    @Test
    void anInstanceInAnUnknownState() {
        two.instance("alpha", "web", size(1, 1, 1), Worlds.state(RunState.UNKNOWN));
        assertThat(only(two.row("web", "alpha")).code()).isEqualTo(Codes.STATE_UNKNOWN);
    }

    @Test
    void anInstanceInWhichTheSurveyFoundAProblem() {
        two.instance("alpha", "web", size(1, 1, 1), Worlds.problem("no stop command"));
        Refusal refusal = only(two.row("web", "alpha"));
        assertThat(refusal.code()).isEqualTo(Codes.SURVEY_PROBLEM);
        assertThat(refusal.reason()).contains("no stop command");
    }

    @Test
    void anInstanceInAnotherRunNamingIt() {
        Refusal refusal =
                only(two.instance("alpha", "web", 1).busy("alpha", "web", "R-7").row("web", "alpha"));
        assertThat(refusal.code()).isEqualTo(Codes.BUSY);
        assertThat(refusal.reason()).contains("R-7");
    }

    @Test
    void aDiskThatWouldShrink() {
        Refusal refusal = only(two.instance("alpha", "web", 10)
                .row("web", "alpha", row -> row.disk = new ByteSize(5 * Worlds.GIB)));
        assertThat(refusal.code()).isEqualTo(Codes.DISK_SHRINKS);
        assertThat(refusal.reason()).contains("10GiB").contains("5GiB");
    }

    @Test
    void aColdMoveThatIsDownLongerThanItsBudget() {
        Refusal refusal = only(two.instance("alpha", "web", 100).row("web", "alpha", row -> {
            row.type = "cold";
            row.downtime = Duration.ofSeconds(60);
        }));
        assertThat(refusal.code()).isEqualTo(Codes.DOWNTIME);
        assertThat(refusal.reason()).contains("862 s").contains("60 s").contains("cold");
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

    @Test
    void aSelectionThatCannotBeRead() {
        assertThatThrownBy(() -> two.choices(List.of("rack=7"), Set.of(), 5).plan())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rack=7")
                .hasMessageContaining("Maybe");
    }
}
