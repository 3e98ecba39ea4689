package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.InstanceName;
import io.evac.inventory.RunState;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardRefusedException.Reason;
import io.evac.migration.GuardState;
import io.evac.migration.Ticket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

abstract class GuardProtocolCases {
    private static final Duration BUDGET = Duration.ofSeconds(120);

    /** The shell of both hosts. */
    abstract HostShell kind();

    /** What makes things durable on both hosts. */
    HostFlush flush() {
        return HostFlush.NAMES;
    }

    GuardBench bench;

    @BeforeEach
    void build() {
        bench = new GuardBench(kind(), flush());
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void anInstanceWalksFromOneHostToTheOtherAndItsParkedCopyIsDeletedAtTheEnd() throws Exception {
        RemoteGuard a = bench.source;
        RemoteGuard b = bench.destination;
        assertThat(bench.opened().running()).isEqualTo(RunState.RUNNING);
        GuardFacts reserved = b.reserve(bench.name, bench.ticket(), bench.definition("b"));
        assertThat(reserved.state()).isEqualTo(GuardState.RECEIVING);
        assertThat(reserved.away()).isTrue();

        GuardFacts quiet = a.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        assertThat(quiet.state()).isEqualTo(GuardState.QUIESCED);
        assertThat(quiet.running()).isEqualTo(RunState.STOPPED);
        assertThat(quiet.timerLeft().orElseThrow()).isBetween(Duration.ofSeconds(60), BUDGET);
        bench.copyAcross();
        GuardFacts sealed = b.seal(bench.name, bench.ticket(), 1, "sha256:00ff");
        assertThat(sealed.digest()).contains("sha256:00ff");
        assertThat(a.fence(bench.name, bench.ticket(), 1).state()).isEqualTo(GuardState.FENCED);
        assertThat(bench.home("a")).doesNotExist();
        assertThat(Path.of(a.away(bench.name))).isDirectory();

        GuardFacts active = b.activate(bench.name, bench.ticket(), 1, true);
        assertThat(active.state()).isEqualTo(GuardState.ACTIVE);
        assertThat(active.running()).isEqualTo(RunState.RUNNING);
        assertThat(active.inPlace()).isTrue();
        assertThat(active.away()).isFalse();
        assertThat(b.healthy(bench.name, Duration.ofSeconds(5))).isTrue();
        Files.writeString(bench.home("b").resolve("sick"), "");
        assertThat(b.healthy(bench.name, Duration.ofSeconds(5))).isFalse();

        assertThat(a.finish(bench.name, bench.ticket()).state()).isEqualTo(GuardState.ABSENT);
        assertThat(Path.of(a.away(bench.name))).doesNotExist();
        assertThat(b.giveBack(bench.name, bench.ticket()).state()).isEqualTo(GuardState.OPEN);
        assertThat(b.observe(bench.name).running()).isEqualTo(RunState.RUNNING);
        assertThat(a.observe(bench.name).running()).isEqualTo(RunState.STOPPED);
    }

    @Test
    @Tag("thorough")
    void theSameCallAgainAnswersTheSameFacts() {
        RemoteGuard a = bench.source;
        bench.opened();
        long record = a.observe(bench.name).record();
        assertThat(a.open(bench.name, bench.ticket(), bench.definition("a")).record())
                .isEqualTo(record);
        a.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        assertThat(a.quiesce(bench.name, bench.ticket(), 1, BUDGET).record()).isEqualTo(record + 1);
        assertThat(bench.lines("stops")).isEqualTo(1);
        a.fence(bench.name, bench.ticket(), 1);
        assertThat(a.fence(bench.name, bench.ticket(), 1).record()).isEqualTo(record + 2);
        a.unfence(bench.name, bench.ticket(), true);
        GuardFacts again = a.unfence(bench.name, bench.ticket(), true);
        assertThat(again.state()).isEqualTo(GuardState.ACTIVE);
        assertThat(again.record()).isEqualTo(record + 4);
        assertThat(bench.starts()).isEqualTo(2);
        a.giveBack(bench.name, bench.ticket());
        assertThat(a.giveBack(bench.name, bench.ticket()).record()).isEqualTo(record + 5);
    }

    @Test
    void theWayHomeOverwritesTheParkedCopyAndRunsThere() {
        movedToB();
        RemoteGuard a = bench.source;
        RemoteGuard b = bench.destination;
        assertThat(b.quiesce(bench.name, bench.ticket(1, 2), 2, BUDGET).running())
                .isEqualTo(RunState.STOPPED);
        GuardFacts base = a.reserve(bench.name, bench.ticket(1, 2), bench.definition("a"));
        assertThat(base.state()).isEqualTo(GuardState.RECEIVING);
        assertThat(Path.of(a.away(bench.name)).resolve("ctl")).exists();
        refused(Reason.STATE, () -> a.discard(bench.name, bench.ticket(1, 2)));
        a.seal(bench.name, bench.ticket(1, 2), 2, "d");
        b.fence(bench.name, bench.ticket(1, 2), 2);
        assertThat(a.activate(bench.name, bench.ticket(1, 2), 2, true).running())
                .isEqualTo(RunState.RUNNING);
        assertThat(b.observe(bench.name).state()).isEqualTo(GuardState.FENCED);
    }

    @Test
    void aParkedCopyThatAWayHomeWasBegunOntoGoesByFinishOnly() {
        movedToB();
        RemoteGuard a = bench.source;
        a.reserve(bench.name, bench.ticket(1, 2), bench.definition("a"));
        refused(Reason.STATE, () -> a.discard(bench.name, bench.ticket(1, 2)));
        a.revoke(bench.name, bench.ticket(1, 2));
        refused(Reason.STATE, () -> a.discard(bench.name, bench.ticket(1, 2)));
        assertThat(Path.of(a.away(bench.name)).resolve("ctl")).exists();
        assertThat(a.finish(bench.name, bench.ticket(1, 2)).state()).isEqualTo(GuardState.ABSENT);
        assertThat(Path.of(a.away(bench.name))).doesNotExist();
    }

    @Test
    void whatAForgottenWayHomeIsStillReceivingGoesByFinish() {
        movedToB();
        RemoteGuard a = bench.source;
        a.reserve(bench.name, bench.ticket(1, 2), bench.definition("a"));
        GuardFacts gone = a.finish(bench.name, bench.ticket(2, 1));
        assertThat(gone.state()).isEqualTo(GuardState.ABSENT);
        assertThat(gone.receivers()).isZero();
        assertThat(Path.of(a.away(bench.name))).doesNotExist();
    }

    @Test
    void whoeverComesBackIsToldWhichTimersAreUsedUp() {
        RemoteGuard a = bench.source;
        bench.opened();
        a.quiesce(bench.name, bench.ticket(), 3, BUDGET);
        a.fence(bench.name, bench.ticket(), 3);
        // It returns, sealed under the lower number of another move.
        a.reserve(bench.name, bench.ticket(1, 2), bench.definition("a"));
        a.seal(bench.name, bench.ticket(1, 2), 1, "d");
        a.activate(bench.name, bench.ticket(1, 2), 1, true);
        GuardFacts home = a.giveBack(bench.name, bench.ticket(1, 2));
        assertThat(home.state()).isEqualTo(GuardState.OPEN);
        assertThat(home.n()).isEqualTo(3);
        refused(Reason.STATE, () -> a.quiesce(bench.name, bench.ticket(1, 2), 3, BUDGET));
        assertThat(a.quiesce(bench.name, bench.ticket(1, 2), 4, BUDGET).n()).isEqualTo(4);
    }

    @Test
    void whatTheLastRecordDoesNotAllowIsRefused() {
        RemoteGuard a = bench.source;
        RemoteGuard b = bench.destination;
        bench.opened();
        refused(Reason.STATE, () -> a.fence(bench.name, bench.ticket(), 1));
        refused(Reason.STATE, () -> a.unfence(bench.name, bench.ticket(), true));
        refused(Reason.STATE, () -> a.finish(bench.name, bench.ticket()));
        refused(Reason.STATE, () -> a.discard(bench.name, bench.ticket()));
        refused(Reason.STATE, () -> a.release(bench.name, bench.ticket(), 1));
        refused(Reason.STATE, () -> a.activate(bench.name, bench.ticket(), 1, true));
        refused(Reason.CONFLICT, () -> a.reserve(bench.name, bench.ticket(), bench.definition("a")));
        refused(Reason.STATE, () -> b.open(bench.name, bench.ticket(), bench.definition("b")));
        b.reserve(bench.name, bench.ticket(), bench.definition("b"));
        refused(Reason.STATE, () -> b.activate(bench.name, bench.ticket(), 1, true));
        refused(Reason.STATE, () -> b.seal(bench.name, bench.ticket(1, 2), 1, "d"));
        b.reserve(bench.name, bench.ticket(2, 1), bench.definition("b"));
        b.seal(bench.name, bench.ticket(2, 1), 1, "d");
        refused(Reason.STATE, () -> b.activate(bench.name, bench.ticket(2, 1), 2, true));
        b.revoke(bench.name, bench.ticket(2, 1));
        refused(Reason.STATE, () -> b.activate(bench.name, bench.ticket(2, 1), 1, true));
        refused(Reason.STATE, () -> b.discard(bench.name, bench.ticket(2, 1)));
        assertThat(Path.of(b.away(bench.name))).exists();
    }

    @Test
    void aRunningInstanceIsNeverFenced() {
        bench.opened();
        bench.file(bench.home("a").resolve("stop.hangs"), "");
        var stubborn = new io.evac.migration.Definition(
                bench.home("a").toString(),
                bench.definition("a").start(),
                bench.definition("a").stop(),
                bench.definition("a").status(),
                List.of(),
                Duration.ofSeconds(1),
                true);
        bench.source.open(bench.name, bench.ticket(), stubborn);
        GuardFacts facts = bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        assertThat(facts.running()).isEqualTo(RunState.RUNNING);
        refused(Reason.RUNNING, () -> bench.source.fence(bench.name, bench.ticket(), 1));
        assertThat(bench.home("a")).exists();
    }

    @Test
    void anOlderEpochAttemptOrCallAndAnotherOwnerAreRefused() {
        bench.opened();
        RemoteGuard a = bench.source;
        Ticket old = bench.ticket(5, 2);
        a.adopt(bench.name, bench.ticket(5, 2));
        assertThat(a.observe(bench.name).epoch()).isEqualTo(5);
        refused(Reason.STALE, () -> a.quiesce(bench.name, bench.ticket(4, 9), 1, BUDGET));
        refused(Reason.STALE, () -> a.quiesce(bench.name, bench.ticket(5, 1), 1, BUDGET));
        refused(Reason.STALE, () -> a.quiesce(bench.name, old, 1, BUDGET));
        refused(Reason.FOREIGN, () -> a.quiesce(bench.name, new Ticket("other/R-2", 5, 9, 900), 1, BUDGET));
        refused(Reason.FOREIGN, () -> a.adopt(bench.name, new Ticket("other/R-2", 5, 9, 900)));
        GuardFacts taken = a.adopt(bench.name, new Ticket("4f1c2a90/R-2", 6, 1, 1));
        assertThat(taken.owner()).isEqualTo("4f1c2a90/R-2");
        refused(Reason.STALE, () -> a.quiesce(bench.name, bench.ticket(5, 9), 1, BUDGET));
        assertThat(a.observe(bench.name).running()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void anInstanceIsInTheHandsOfTheInstallationThatOpenedItUntilItIsGivenBack() {
        bench.opened();
        Ticket other = new Ticket("other/R-2", 9, 1, 1);
        refused(Reason.CONFLICT, () -> bench.source.open(bench.name, other, bench.definition("a")));
        refused(Reason.CONFLICT, () -> bench.source.adopt(bench.name, other));
        assertThat(bench.source.giveBack(bench.name, bench.ticket()).owner()).isEmpty();
        assertThat(bench.source.open(bench.name, other, bench.definition("a")).owner())
                .isEqualTo("other/R-2");
    }

    @Test
    void aParkedCopyIsStartedByNobodyButTheRunThatParkedIt() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.source.fence(bench.name, bench.ticket(), 1);
        Ticket other = new Ticket("4f1c2a90/R-2", 9, 1, 1);
        refused(Reason.CONFLICT, () -> bench.source.adopt(bench.name, other));
        refused(Reason.CONFLICT, () -> bench.source.unfence(bench.name, other, true));
        refused(Reason.CONFLICT, () -> bench.source.finish(bench.name, other));
        assertThat(bench.source.observe(bench.name).running()).isEqualTo(RunState.STOPPED);
    }

    @Test
    void anInstanceInFlightUnderAnotherOwnerIsAConflict() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Ticket other = new Ticket("other/R-2", 9, 1, 1);
        refused(Reason.CONFLICT, () -> bench.source.open(bench.name, other, bench.definition("a")));
        refused(Reason.CONFLICT, () -> bench.destination.reserve(bench.name, other, bench.definition("b")));
    }

    @Test
    void aLateDuplicateOfAFenceIsRefusedWhenItsSuccessorHasBeenSeen() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        Ticket fence = bench.ticket();
        bench.source.fence(bench.name, fence, 1);
        bench.source.unfence(bench.name, bench.ticket(), true);
        refused(Reason.STALE, () -> bench.source.fence(bench.name, fence, 1));
        assertThat(bench.source.observe(bench.name).running()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void adoptOfANameThatIsNotThereOnlyKeepsTheEpoch() {
        GuardFacts facts = bench.destination.adopt(bench.name, bench.ticket(3, 1));
        assertThat(facts.state()).isEqualTo(GuardState.ABSENT);
        refused(Reason.STALE, () -> bench.destination.reserve(bench.name, bench.ticket(2, 9), bench.definition("b")));
    }

    @Test
    @Tag("thorough")
    void aStoppedInstanceMovesStoppedAndIsNotStartedByAnUndo() {
        bench.createInstance(bench.home("a"));
        bench.source.open(bench.name, bench.ticket(), bench.definition("a"));
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        assertThat(bench.source.release(bench.name, bench.ticket(), 1).state()).isEqualTo(GuardState.RELEASED);
        bench.source.quiesce(bench.name, bench.ticket(), 2, BUDGET);
        bench.source.fence(bench.name, bench.ticket(), 2);
        GuardFacts back = bench.source.unfence(bench.name, bench.ticket(), false);
        assertThat(back.state()).isEqualTo(GuardState.ACTIVE);
        assertThat(back.running()).isEqualTo(RunState.STOPPED);
        assertThat(bench.starts()).isZero();
        assertThat(bench.lines("stops")).isZero();
    }

    @Test
    @Tag("thorough")
    void aStartThatFailsLeavesActivatingAndCanBeRepeated() throws Exception {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.source.fence(bench.name, bench.ticket(), 1);
        Path switched = Path.of(bench.source.away(bench.name), "start.fails");
        Files.writeString(switched, "");
        GuardFacts facts = bench.source.unfence(bench.name, bench.ticket(), true);
        assertThat(facts.state()).isEqualTo(GuardState.ACTIVATING);
        assertThat(facts.running()).isEqualTo(RunState.STOPPED);
        Files.delete(bench.home("a").resolve("start.fails"));
        assertThat(bench.source.unfence(bench.name, bench.ticket(), true).state())
                .isEqualTo(GuardState.ACTIVE);
    }

    @Test
    void deletingNeverFollowsALink() throws Exception {
        Path precious = bench.directory.resolve("precious/data");
        bench.file(precious, "keep");
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Path away = Path.of(bench.destination.away(bench.name));
        Files.createSymbolicLink(away.resolve("link"), precious.getParent());
        bench.destination.discard(bench.name, bench.ticket());
        assertThat(precious).exists();
        assertThat(away).doesNotExist();
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Files.delete(away);
        Files.createSymbolicLink(away, precious.getParent());
        assertThat(bench.destination.discard(bench.name, bench.ticket()).state())
                .isEqualTo(GuardState.ABSENT);
        assertThat(precious).exists();
    }

    @Test
    void theHighestEpochIsThatOfAnyInstanceAlsoOfOneThatWasGivenBackOrRefused() {
        assertThat(bench.destination.highestEpoch()).isZero();
        bench.opened();
        bench.source.adopt(bench.name, bench.ticket(7, 1));
        bench.source.giveBack(bench.name, bench.ticket(7, 1));
        assertThat(bench.source.highestEpoch()).isEqualTo(7);
        refused(Reason.STATE, () -> bench.source.fence(bench.name, bench.ticket(8, 1), 1));
        assertThat(bench.source.highestEpoch()).as("announced, and refused").isEqualTo(8);
        InstanceName other = new InstanceName("db-1");
        bench.source.adopt(other, bench.ticket(3, 1));
        assertThat(bench.source.highestEpoch()).isEqualTo(8);
        bench.source.adopt(other, bench.ticket(12, 1));
        assertThat(bench.source.highestEpoch()).isEqualTo(12);
        assertThat(bench.destination.highestEpoch()).isZero();
    }

    private void movedToB() {
        bench.opened();
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.copyAcross();
        bench.destination.seal(bench.name, bench.ticket(), 1, "d");
        bench.source.fence(bench.name, bench.ticket(), 1);
        bench.destination.activate(bench.name, bench.ticket(), 1, true);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        GuardRefusedException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }
}
