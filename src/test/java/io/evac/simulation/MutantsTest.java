package io.evac.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker can fail: each broken rule makes it name the invariant that the rule is for. */
class MutantsTest {
    private static final int STORIES = 1500;

    static Stream<Arguments> mutants() {
        return Stream.of(
                Arguments.of("fence without observing stopped", Mutants.fenceWithoutLooking(), "I1"),
                Arguments.of("fence pretended", Mutants.fencePretended(), "I1"),
                Arguments.of("epoch ignored", Mutants.epochIgnored(), "I3"),
                Arguments.of("adopt on one end only", Mutants.adoptOnOneEndOnly(), "I3"),
                Arguments.of("timer not compare-and-set", Mutants.timerNotCompareAndSet(), "I1"),
                Arguments.of("intent after effect", Mutants.intentAfterEffect(), "I3"),
                Arguments.of("undo not idempotent", Mutants.undoNotIdempotent(), "I2"),
                Arguments.of("cleanup of a complete copy", Mutants.cleanupOfACompleteCopy(), "I2"),
                Arguments.of(
                        "source unfenced while the destination is unknown",
                        Mutants.unfencedWhileTheDestinationIsUnknown(),
                        "I1"),
                Arguments.of("receiver not awaited", Mutants.receiverNotAwaited(), "I2"),
                Arguments.of("parked copy started on the way home", Mutants.parkedCopyStarted(), "I1"),
                Arguments.of("finalized instead of unfenced", Mutants.finalizedInstead(), "I2"),
                Arguments.of("window ignored", Mutants.windowIgnored(), "I6"),
                Arguments.of("window stretched", Mutants.windowStretched(), "I6"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void aBrokenRuleIsCaught(String rule, Mutant mutant, String invariant) {
        assertThat(Mutants.caught(mutant, invariant, STORIES)).as(rule).isPresent();
    }
}
