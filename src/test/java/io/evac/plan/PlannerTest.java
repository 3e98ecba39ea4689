package io.evac.plan;

import static io.evac.plan.Worlds.NOW;
import static io.evac.plan.Worlds.name;
import static io.evac.plan.Worlds.size;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Rate;
import io.evac.inventory.RunState;
import io.evac.list.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private final Worlds worlds = new Worlds().host("alpha").host("beta").host("gamma");

    @Test
    void aStarMovesEveryInstanceThatNoRowNames() {
        Plan plan = worlds.instance("alpha", "a", 1)
                .instance("alpha", "b", 1)
                .row("*", "alpha")
                .row("a", "alpha", row -> row.destination = "gamma")
                .plan();
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.moves()).hasSize(2);
        assertThat(plan.moves())
                .filteredOn(move -> move.instance().name().value().equals("a"))
                .singleElement()
                .satisfies(move -> {
                    assertThat(move.row()).isEqualTo(3);
                    assertThat(move.to()).isEqualTo(name("gamma"));
                    assertThat(move.why()).startsWith("The list names it");
                });
    }

    @Test
    void autoTakesTheLeastDowntimeAndColdForWhatDoesNotRun() {
        Plan plan = worlds.instance("alpha", "up", 5)
                .instance("alpha", "down", size(1, 1, 500), Worlds.state(RunState.STOPPED))
                .row("*", "alpha")
                .plan();
        assertThat(plan.moves())
                .extracting(
                        move -> move.instance().name().value(),
                        Move::type,
                        move -> move.estimate().downtime())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("down", MigrationType.COLD, Duration.ZERO),
                        org.assertj.core.groups.Tuple.tuple("up", MigrationType.SEMI_LIVE, Duration.ofMillis(3400)));
    }

    @Test
    void whatHandsOverIsForWhoAsksForIt() {
        Plan plan = worlds.instance("alpha", "any", size(1, 1, 5), Worlds.types("live+block", "semi-live", "cold"))
                .instance("alpha", "asked", size(1, 1, 5), Worlds.types("live+block", "semi-live", "cold"))
                .row("any", "alpha")
                .row("asked", "alpha", row -> row.type = "live+block")
                .plan();
        assertThat(plan.moves())
                .extracting(move -> move.instance().name().value(), Move::type)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("any", MigrationType.SEMI_LIVE),
                        org.assertj.core.groups.Tuple.tuple("asked", MigrationType.LIVE_BLOCK));
    }

    @Test
    void autoTakesTheNextTypeWhereTheBestIsObjectedToAndSaysWhy() {
        Objection no = new Objection(Objection.Severity.ERROR, "EVAC-272", "its CPU is not to be had", "Maybe another")
                .againstItsType();
        Objection soft = new Objection(Objection.Severity.WARNING, "EVAC-277", "it will see another CPU", "Maybe look");
        Plan plan = worlds.instance("alpha", "any", size(1, 1, 5), Worlds.types("live", "semi-live", "cold"))
                .instance("alpha", "fine", size(1, 1, 5), Worlds.types("semi-live", "cold"))
                .instance("alpha", "asked", size(1, 1, 5), Worlds.types("live", "semi-live"))
                .row("any", "alpha")
                .row("fine", "alpha")
                .row("asked", "alpha", row -> row.type = "live")
                .adviser(move -> move.type().equals(MigrationType.LIVE) ? List.of(soft, no) : List.of())
                .plan();
        assertThat(plan.moves())
                .extracting(move -> move.instance().name().value(), Move::type)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("any", MigrationType.SEMI_LIVE),
                        org.assertj.core.groups.Tuple.tuple("fine", MigrationType.SEMI_LIVE));
        assertThat(plan.moves())
                .extracting(Move::why)
                .anySatisfy(why -> assertThat(why).endsWith(" By semi-live, not live (EVAC-272)."))
                .anySatisfy(why -> assertThat(why).endsWith(" By semi-live: the least downtime of semi-live, cold."));
        assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("EVAC-272");
            assertThat(refusal.instance()).isEqualTo("asked");
        });
        assertThat(plan.warnings()).noneMatch(warning -> warning.contains("EVAC-277"));
    }

    @Test
    void autoStaysWithTheBestTypeWhereAnotherWouldNotHelp() {
        Objection silent = new Objection(Objection.Severity.ERROR, "EVAC-340", "no answer", "Maybe plan again");
        Objection cpu =
                new Objection(Objection.Severity.ERROR, "EVAC-272", "its CPU", "Maybe another").againstItsType();
        Objection room = new Objection(Objection.Severity.ERROR, "EVAC-275", "no room", "Maybe more").againstItsType();
        List<String> asked = new ArrayList<>();
        Plan plan = worlds.instance("alpha", "silent", size(1, 1, 5), Worlds.types("live", "cold"))
                .instance("alpha", "neither", size(1, 1, 5), Worlds.types("live", "semi-live"))
                .row("silent", "alpha")
                .row("neither", "alpha")
                .adviser(move -> {
                    synchronized (asked) {
                        asked.add(move.instance().name() + " " + move.type());
                    }
                    boolean first = move.type().equals(MigrationType.LIVE);
                    return move.instance().name().value().equals("silent")
                            ? List.of(silent, cpu)
                            : List.of(first ? cpu : room);
                })
                .plan();
        assertThat(plan.moves()).isEmpty();
        assertThat(asked).containsExactlyInAnyOrder("silent live", "neither live", "neither semi-live");
        assertThat(plan.refusals())
                .extracting(Refusal::instance, Refusal::code)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("silent", "EVAC-340"),
                        org.assertj.core.groups.Tuple.tuple("neither", "EVAC-272"));
    }

    private static final Objection NO_BRIDGE =
            new Objection(Objection.Severity.ERROR, "EVAC-271", "no bridge", "Maybe make it").againstItsPlace();

    @Test
    void whatADriverDoesNotWantInOnePlaceGoesToAnotherAndThePlanSaysWhy() {
        Plan plan = new Worlds()
                .host("alpha")
                .host("beta")
                .host("gamma")
                .instance("alpha", "web", 5)
                .instance("alpha", "db", 5)
                .instance("alpha", "fixed", 5)
                .row("web", "alpha", row -> row.group = new Row.Group(false, "app"))
                .row("db", "alpha", row -> row.group = new Row.Group(false, "app"))
                .row("fixed", "alpha", row -> row.destination = "gamma")
                .adviser(move -> Set.of("web beta", "fixed gamma")
                                .contains(move.instance().name() + " " + move.to())
                        ? List.of(NO_BRIDGE)
                        : List.of())
                .plan();
        assertThat(plan.moves())
                .extracting(move -> move.instance().name() + " " + move.to())
                .containsExactlyInAnyOrder("web gamma", "db gamma");
        assertThat(plan.moves())
                .extracting(Move::why)
                .allSatisfy(why -> assertThat(why).contains("; not beta (EVAC-271)."));
        assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.instance()).isEqualTo("fixed");
            assertThat(refusal.reason()).isEqualTo("no bridge");
        });
    }

    @Test
    void whatNoPlaceWantsIsRefusedOnceWithAllThatWereAsked() {
        Worlds many = new Worlds().host("alpha").instance("alpha", "web", 5).row("web", "alpha");
        for (int i = 1; i <= Consultation.PLACES + 2; i++) {
            many.host("h" + i);
        }
        List<String> asked = new ArrayList<>();
        Plan plan = many.adviser(move -> {
                    asked.add(move.to().value());
                    return List.of(NO_BRIDGE);
                })
                .plan();
        assertThat(asked).hasSize(Consultation.PLACES).doesNotHaveDuplicates();
        assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("EVAC-271");
            assertThat(refusal.reason())
                    .startsWith(
                            "no bridge; none of those that were asked takes it: " + asked.getFirst() + " (EVAC-271), ")
                    .contains(asked.getLast());
        });

        asked.clear();
        Objection everywhere = new Objection(Objection.Severity.ERROR, "EVAC-263", "a device", "Maybe detach it");
        Plan stays = many.adviser(move -> {
                    asked.add(move.to().value());
                    return List.of(NO_BRIDGE, everywhere);
                })
                .plan();
        assertThat(asked).hasSize(1);
        assertThat(stays.refusals()).extracting(Refusal::reason).containsExactly("no bridge; a device [EVAC-263]");
    }

    @Test
    void whatGoesElsewhereLeavesItsPlaceToOthersAndNobodyIsShiftedForIt() {
        Plan plan = new Worlds()
                .host("alpha")
                .host("beta", size(4, 16, 64), UnaryOperator.identity())
                .host("gamma", size(4, 16, 64), UnaryOperator.identity())
                .instance("alpha", "big", size(3, 1, 30), UnaryOperator.identity())
                .instance("alpha", "other", size(3, 1, 20), UnaryOperator.identity())
                .instance("alpha", "late", size(3, 1, 10), UnaryOperator.identity())
                .row("big", "alpha")
                .row("other", "alpha")
                .row("late", "alpha")
                .choices(List.of(), Set.of(), 0)
                .adviser(move ->
                        (move.instance().name() + " " + move.to()).equals("big beta") ? List.of(NO_BRIDGE) : List.of())
                .plan();
        assertThat(plan.moves())
                .extracting(move -> move.instance().name().value())
                .containsExactlyInAnyOrder("other", "late");
        assertThat(plan.moves()).extracting(Move::to).doesNotHaveDuplicates();
        assertThat(plan.refusals())
                .extracting(Refusal::instance, Refusal::reason)
                .containsExactly(tuple("big", "no bridge; and there is no other host for it"));
    }

    @Test
    void aRefusedInstanceLeavesItsRoomToOneThatHadNone() {
        Objection device = new Objection(Objection.Severity.ERROR, "EVAC-263", "a device", "Maybe detach it");
        Plan plan = new Worlds()
                .host("alpha")
                .host("beta", size(4, 16, 64), UnaryOperator.identity())
                .instance("alpha", "big", size(3, 1, 30), UnaryOperator.identity())
                .instance("alpha", "late", size(3, 1, 10), UnaryOperator.identity())
                .row("big", "alpha")
                .row("late", "alpha")
                .choices(List.of(), Set.of(), 0)
                .adviser(move -> move.instance().name().value().equals("big") ? List.of(device) : List.of())
                .plan();
        assertThat(plan.moves())
                .extracting(move -> move.instance().name().value())
                .containsExactly("late");
        assertThat(plan.moves())
                .extracting(Move::why)
                .allSatisfy(why -> assertThat(why).contains("75 % full"));
        assertThat(plan.refusals()).extracting(Refusal::code).containsExactly("EVAC-263");
    }

    @Test
    void aTypeThatOnePlaceDoesNotTakeIsAskedForElsewhereWhereItIsTheOnlyOne() {
        Objection cpu = new Objection(Objection.Severity.ERROR, "EVAC-272", "its CPU", "Maybe another")
                .againstItsType()
                .againstItsPlace();
        Plan plan = new Worlds()
                .host("alpha")
                .host("beta")
                .host("gamma")
                .instance("alpha", "live", size(1, 1, 5), Worlds.types("live", "semi-live"))
                .row("live", "alpha", row -> row.type = "live")
                .adviser(move -> move.to().equals(Worlds.name("beta")) ? List.of(cpu) : List.of())
                .plan();
        assertThat(plan.moves()).extracting(Move::to).containsExactly(Worlds.name("gamma"));
    }

    @Test
    void theEstimateFollowsTheSlowerEndAtThisTimeOfDay() {
        Bandwidth night = new Bandwidth(List.of(new Bandwidth.Entry(
                java.time.LocalTime.of(22, 0), java.time.LocalTime.of(6, 0), Rate.parse("80Mbit"))));
        Worlds slow = new Worlds()
                .host("alpha")
                .host("beta", size(16, 64, 1024), Worlds.bandwidth(night))
                .instance("alpha", "web", size(1, 1, 1), i -> i)
                .row("web", "alpha");
        Estimate estimate = slow.plan().moves().getFirst().estimate();
        assertThat(estimate.bytes()).isEqualTo(Worlds.GIB);
        assertThat(estimate.transfer()).isEqualTo(Duration.ofMillis(107_375));
        assertThat(estimate.downtime()).isEqualTo(Duration.ofMillis(8_000));
        assertThat(new Planner()
                        .plan(slow.request(NOW.plus(Duration.ofHours(10))))
                        .moves()
                        .getFirst()
                        .estimate()
                        .transfer())
                .isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void ordersByPriorityThenSizeAndSendsTheSmallestAsCanary() {
        Plan plan = worlds.instance("alpha", "small", 1)
                .instance("alpha", "big", 100)
                .instance("alpha", "middle", 10)
                .instance("alpha", "urgent", 2)
                .row("*", "alpha")
                .row("urgent", "alpha", row -> row.priority = 9)
                .plan();
        assertThat(plan.moves())
                .extracting(move -> move.instance().name().value() + ":" + move.band() + ":" + move.order())
                .containsExactly("urgent:1:1", "big:1:2", "middle:1:3", "small:0:4");
        assertThat(plan.moves().getFirst().id()).isEqualTo(MoveId.of(plan.id(), 1));
    }

    @Test
    void aLocalCutoverIsReadInTheWindowsZone() {
        Plan plan = worlds.instance("alpha", "web", 1)
                .row(
                        "web",
                        "alpha",
                        row -> row.cutover =
                                new Row.Cutover(Optional.empty(), Optional.of(LocalDateTime.parse("2026-12-05T22:00"))))
                .plan();
        assertThat(plan.moves().getFirst().notBefore()).contains(Instant.parse("2026-12-05T21:00:00Z"));
    }

    @Test
    void aResizeCountsAtTheDestinationOnly() {
        Plan plan = worlds.instance("alpha", "web", 10)
                .row("web", "alpha", row -> {
                    row.cpus = 4;
                    row.disk = new ByteSize(20 * Worlds.GIB);
                    row.destination = "beta";
                })
                .plan();
        assertThat(plan.moves().getFirst().need()).isEqualTo(size(4, 1, 20));
        assertThat(plan.hosts())
                .filteredOn(load -> load.host().equals(name("beta")))
                .singleElement()
                .satisfies(load -> {
                    assertThat(load.after()).isEqualTo(size(4, 1, 20));
                    assertThat(load.arriving()).isEqualTo(1);
                });
        assertThat(plan.hosts().getFirst().after()).isEqualTo(size(0, 0, 0));
        assertThat(plan.hosts().getFirst().leaving()).isEqualTo(1);
    }

    @Test
    void aDiskThatIsGrownIsReservedWholeAndNeverLessThanItOccupies() {
        ByteSize seen = new ByteSize(10 * Worlds.GIB);
        ByteSize larger = new ByteSize(12 * Worlds.GIB);
        Plan plan = worlds.instance("alpha", "thin", size(1, 1, 2), Worlds.sees(seen))
                .instance("alpha", "layered", size(1, 1, 14), Worlds.sees(seen))
                .instance("alpha", "kept", size(1, 1, 2), Worlds.sees(seen))
                .row("thin", "alpha", row -> row.disk = larger)
                .row("layered", "alpha", row -> row.disk = larger)
                .row("kept", "alpha", row -> row.disk = seen)
                .plan();
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.moves())
                .extracting(
                        move -> move.instance().name().value(),
                        move -> move.need().disk(),
                        Move::diskSize)
                .containsExactlyInAnyOrder(
                        tuple("thin", larger, Optional.of(larger)),
                        tuple("layered", new ByteSize(14 * Worlds.GIB), Optional.of(larger)),
                        tuple("kept", new ByteSize(2 * Worlds.GIB), Optional.empty()));
    }

    @Test
    void makesRoomWhereFillingGreedilyWouldLeaveOneBehind() {
        Plan plan = new Worlds()
                .host("alpha")
                .host("beta", size(16, 64, 100), host -> host)
                .host("gamma", size(16, 64, 100), host -> host)
                .choices(List.of(), Set.of(), 0)
                .instance("alpha", "a", 60)
                .instance("alpha", "b", 50)
                .instance("alpha", "c", 40)
                .instance("alpha", "d", 50)
                .row("*", "alpha")
                .plan();
        assertThat(plan.refusals()).isEmpty();
    }

    @Test
    void leavesOutWhatIsNotSelectedAndSaysSo() {
        Plan plan = worlds.instance("alpha", "a", 1)
                .instance("alpha", "b", 1)
                .instance("beta", "c", 1)
                .row("*", "alpha")
                .row("c", "beta")
                .choices(List.of("host=alpha", "instance=b"), Set.of(), 5)
                .plan();
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.moves()).singleElement().satisfies(move -> {
            assertThat(move.instance()).isEqualTo(Worlds.ref("alpha", "b"));
            assertThat(move.to()).as("beta is left another day").isEqualTo(name("gamma"));
        });
        assertThat(plan.warnings()).anyMatch(warning -> warning.startsWith("2 of the list"));
    }

    @Test
    void theDigestIsThatOfTheContentAndDoesNotFollowTheClock() {
        worlds.instance("alpha", "a", 1).instance("alpha", "b", 3).row("*", "alpha");
        Plan plan = worlds.plan();
        Plan later = new Planner().plan(worlds.request(NOW.plus(Duration.ofDays(3))));
        assertThat(later.digest()).isEqualTo(plan.digest());
        assertThat(later.moves()).isEqualTo(plan.moves());
        assertThat(PlanDigest.of(plan.policy(), plan.moves(), plan.refusals())).isEqualTo(plan.digest());
        assertThat(plan.id()).isEqualTo(PlanId.of(plan.digest()));
    }

    @Test
    void theDigestFollowsEveryDecision() {
        Plan plan = worlds.instance("alpha", "a", 1).row("a", "alpha").plan();
        Plan other = new Worlds()
                .host("alpha")
                .host("beta")
                .host("gamma")
                .instance("alpha", "a", size(1, 1, 1), Worlds.fingerprint("changed"))
                .row("a", "alpha")
                .plan();
        assertThat(other.digest()).isNotEqualTo(plan.digest());
    }

    @Test
    void theDigestOfAKnownPlanStaysWhatItIs() {
        Plan plan = worlds.instance("alpha", "a", 1).row("a", "alpha").plan();
        assertThat(plan.digest().hex()).isEqualTo("049a1f05e4094ac20e8d3cb00d1db46d5a76a69b538815883ae6f2745c954dd7");
    }

    @Test
    void reportsWhatChangedSinceThePlanWasMade() {
        worlds.instance("alpha", "a", 1).instance("alpha", "b", 1).instance("alpha", "c", 1);
        Plan plan = worlds.row("*", "alpha", row -> row.destination = "beta").plan();
        assertThat(new Planner().differences(plan, worlds.world())).isEmpty();

        World now = new Worlds()
                .host("alpha")
                .host("beta", size(2, 64, 1024), host -> host)
                .host("gamma")
                .instance("alpha", "a", size(1, 1, 1), Worlds.state(RunState.STOPPED))
                .instance("alpha", "b", size(1, 1, 1), Worlds.fingerprint("other"))
                .instance("gamma", "c", 1)
                .world();
        assertThat(new Planner().differences(plan, now))
                .containsExactlyInAnyOrder(
                        "alpha/a: was running, is stopped",
                        "alpha/b: was reconfigured",
                        "alpha/c: is not there, but on gamma",
                        "destination beta: has become too full, it lacks 1 CPUs");
    }

    @Test
    void reportsDestinationsThatNoLongerTakeAnything() {
        Plan plan = worlds.instance("alpha", "a", 1)
                .row("a", "alpha", row -> row.destination = "beta")
                .plan();
        assertThat(new Planner().differences(plan, worlds.cordon("beta").world()))
                .containsExactly("destination beta: is cordoned");
        assertThat(new Planner()
                        .differences(
                                plan, worlds.unreachable("beta", "timed out").world()))
                .containsExactly("destination beta: could not be surveyed: timed out");
        assertThat(new Planner()
                        .differences(plan, worlds.busy("alpha", "a", "R-9").world()))
                .first()
                .isEqualTo("alpha/a: is in run R-9 now");
    }
}
