package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.RunState;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardRefusedException.Reason;
import io.evac.migration.GuardState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is fenced and stands in its place: a fence that lost its rename, or people who put the copy back. */
abstract class GuardPutBackCases extends OnBench {
    private static final Duration BUDGET = Duration.ofSeconds(120);

    @Test
    void adoptKeepsTheStateAndCompletesAFenceThatLostItsRename() throws Exception {
        fenced();
        loseTheRename();
        GuardFacts facts = bench.source.adopt(bench.name, bench.ticket(2, 1));
        assertThat(facts.state()).isEqualTo(GuardState.FENCED);
        assertThat(facts.epoch()).isEqualTo(2);
        assertThat(facts.inPlace()).isFalse();
        assertThat(facts.away()).isTrue();
    }

    @Test
    void aFencedCopyThatSomebodyStartedKeepsItsPlaceAndRuns() throws Exception {
        RemoteGuard a = bench.source;
        fenced();
        loseTheRename();
        bench.run("cd \"$1\" && ./ctl start \"$2\"", bench.home("a").toString(), bench.directory.toString());
        GuardFacts facts = a.adopt(bench.name, bench.ticket(2, 1));
        assertThat(facts.state()).isEqualTo(GuardState.FENCED);
        assertThat(facts.epoch()).isEqualTo(2);
        assertThat(facts.inPlace()).isTrue();
        assertThat(facts.running()).isEqualTo(RunState.RUNNING);
        refused(Reason.CONFLICT, () -> a.fence(bench.name, bench.ticket(2, 1), 1));
        refused(Reason.CONFLICT, () -> a.reserve(bench.name, bench.ticket(2, 1), bench.definition("a")));
        refused(Reason.CONFLICT, () -> a.finish(bench.name, bench.ticket(2, 1)));
        GuardFacts kept = a.unfence(bench.name, bench.ticket(2, 1), true);
        assertThat(kept.state()).isEqualTo(GuardState.ACTIVE);
        assertThat(kept.running()).isEqualTo(RunState.RUNNING);
        assertThat(bench.starts()).isEqualTo(2);
        assertThat(bench.lines("stops")).isEqualTo(1);
    }

    @Test
    void aFencedCopyThatSomebodyPutBackKeepsItsPlaceAlsoWhenItIsStopped() throws Exception {
        RemoteGuard a = bench.source;
        fenced();
        putBack();
        Files.writeString(bench.home("a").resolve("written"), "since");
        GuardFacts facts = a.adopt(bench.name, bench.ticket(2, 1));
        assertThat(facts.state()).isEqualTo(GuardState.FENCED);
        assertThat(facts.epoch()).isEqualTo(2);
        assertThat(facts.running()).isEqualTo(RunState.STOPPED);
        assertThat(facts.inPlace()).isTrue();
        assertThat(facts.away()).isFalse();
        refused(Reason.CONFLICT, () -> a.fence(bench.name, bench.ticket(2, 1), 1));
        refused(Reason.CONFLICT, () -> a.reserve(bench.name, bench.ticket(2, 1), bench.definition("a")));
        refused(Reason.CONFLICT, () -> a.finish(bench.name, bench.ticket(2, 1)));
        GuardFacts kept = a.unfence(bench.name, bench.ticket(2, 1), true);
        assertThat(kept.state()).isEqualTo(GuardState.ACTIVE);
        assertThat(kept.running()).isEqualTo(RunState.RUNNING);
        assertThat(bench.home("a").resolve("written")).hasContent("since");

        a.quiesce(bench.name, bench.ticket(2, 1), 2, BUDGET);
        assertThat(a.fence(bench.name, bench.ticket(2, 1), 2).away()).isTrue();
        putBack();
        assertThat(a.adopt(bench.name, bench.ticket(3, 1)).inPlace()).isTrue();
    }

    @Test
    @Tag("thorough")
    void whatAdoptHasSeenParkedIsKnownToHaveBeenPutBackLater() throws Exception {
        fenced();
        Files.delete(mark());
        assertThat(bench.source.adopt(bench.name, bench.ticket(2, 1)).away()).isTrue();
        putBack();
        assertThat(bench.source.adopt(bench.name, bench.ticket(3, 1)).inPlace()).isTrue();
    }

    @Test
    void nothingThatIsInPlaceIsDeletedAsParked() throws Exception {
        fenced();
        loseTheRename();
        refused(Reason.CONFLICT, () -> bench.source.finish(bench.name, bench.ticket()));
        assertThat(bench.home("a").resolve("ctl")).exists();
        bench.source.adopt(bench.name, bench.ticket());
        assertThat(bench.source.finish(bench.name, bench.ticket()).state()).isEqualTo(GuardState.ABSENT);
        assertThat(mark()).doesNotExist();
    }

    @Test
    @Tag("thorough")
    void theMarkOfAParkedCopyGoesWithItsFence() {
        fenced();
        assertThat(mark()).exists();
        bench.source.unfence(bench.name, bench.ticket(), false);
        assertThat(mark()).doesNotExist();
        bench.source.quiesce(bench.name, bench.ticket(), 2, BUDGET);
        bench.source.fence(bench.name, bench.ticket(), 2);
        assertThat(mark()).exists();
        bench.source.reserve(bench.name, bench.ticket(1, 2), bench.definition("a"));
        assertThat(mark()).doesNotExist();
    }

    @Test
    void aFencedCopyIsNotParkedWhileNobodyKnowsWhetherItRuns() throws Exception {
        fenced();
        loseTheRename();
        Files.delete(bench.home("a").resolve("ctl"));
        GuardFacts facts = bench.source.adopt(bench.name, bench.ticket(2, 1));
        assertThat(facts.running()).isEqualTo(RunState.UNKNOWN);
        assertThat(facts.inPlace()).isTrue();
    }

    @Test
    void aCopyThatSomebodyPutBesideTheParkedOneIsAnsweredAsAFact() throws Exception {
        fenced();
        bench.createInstance(bench.home("a"));
        GuardFacts facts = bench.source.adopt(bench.name, bench.ticket(2, 1));
        assertThat(facts.state()).isEqualTo(GuardState.FENCED);
        assertThat(facts.inPlace()).isTrue();
        assertThat(Path.of(bench.source.away(bench.name)).resolve("ctl")).exists();
    }

    private void fenced() {
        bench.opened();
        bench.source.quiesce(bench.name, bench.ticket(), 1, BUDGET);
        bench.source.fence(bench.name, bench.ticket(), 1);
    }

    private void putBack() throws IOException {
        Files.move(Path.of(bench.source.away(bench.name)), bench.home("a"));
    }

    /** As if the guard had died between the record and the rename. */
    private void loseTheRename() throws IOException {
        putBack();
        Files.delete(mark());
    }

    private Path mark() {
        return bench.instanceFiles("a").resolve("parked");
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        GuardRefusedException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }
}
