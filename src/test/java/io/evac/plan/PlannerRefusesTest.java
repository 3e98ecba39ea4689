package io.evac.plan;

import static io.evac.plan.Worlds.size;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Resource;
import io.evac.inventory.RunState;
import io.evac.list.EvacuationList;
import io.evac.list.ListProblem;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One case for each reason why an instance cannot leave, wherever it would go. */
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
        assertThat(refusal.remedy()).contains("semi-live, cold: what its driver can do with it");
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
    void aDiskThatWouldShrinkThoughItOccupiesLess() {
        Refusal refusal =
                only(two.instance("alpha", "web", Worlds.size(1, 1, 2), Worlds.sees(new ByteSize(10 * Worlds.GIB)))
                        .row("web", "alpha", row -> row.disk = new ByteSize(5 * Worlds.GIB)));
        assertThat(refusal.code()).isEqualTo(Codes.DISK_SHRINKS);
        assertThat(refusal.reason()).contains("10GiB").contains("5GiB");
    }

    @Test
    void aResizeThatItsDriverCannotDo() {
        Refusal refusal = only(two.instance("alpha", "web", Worlds.size(2, 4, 10), Worlds.resizable(Resource.MEMORY))
                .row("web", "alpha", row -> {
                    row.cpus = 4;
                    row.memory = new ByteSize(8 * Worlds.GIB);
                    row.disk = new ByteSize(5 * Worlds.GIB);
                }));
        assertThat(refusal.code()).isEqualTo(Codes.NOT_RESIZABLE);
        assertThat(refusal.reason())
                .contains("alpha/web", "driver files", "another cpus, disk")
                .doesNotContain("mem");
        assertThat(refusal.remedy()).startsWith("Maybe leave the cell empty");
    }

    @Test
    void aCellThatSaysWhatIsThereAsksForNothing() {
        assertThat(two.instance("alpha", "web", Worlds.size(2, 4, 10), Worlds.resizable())
                        .row("web", "alpha", row -> {
                            row.cpus = 2;
                            row.disk = new ByteSize(10 * Worlds.GIB);
                        })
                        .plan()
                        .refusals())
                .isEmpty();
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
    void aSelectionThatCannotBeRead() {
        assertThatThrownBy(() -> two.choices(List.of("rack=7"), Set.of(), 5).plan())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rack=7")
                .hasMessageContaining("Maybe");
    }
}
