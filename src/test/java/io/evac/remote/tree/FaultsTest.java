package io.evac.remote.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.Failure;
import org.junit.jupiter.api.Test;

class FaultsTest {
    @Test
    void onlyWordsOfMovingFilesAreHarmless() {
        assertThat(Faults.onlyMoving(
                        "tar: ./f: file changed as we read it\n\ntar: ./g: File removed before we read it\n"))
                .isTrue();
        assertThat(Faults.onlyMoving(
                        "tar: ./f: file changed as we read it\ntar: ./g: Cannot open: Permission denied\n"))
                .isFalse();
        assertThat(Faults.onlyMoving("")).as("a tool that was killed").isFalse();
        assertThat(Faults.onlyMoving(" \n\n")).isFalse();
    }

    @Test
    void aToolThatWasKilledSaysNothingAgainstTheCopy() {
        assertThat(Faults.unread("alpha:/srv/web", 137, "\n").failure())
                .isInstanceOf(Failure.Transient.class)
                .extracting(Failure::code, Failure::what)
                .containsExactly("EVAC-443", "what reads alpha:/srv/web ended with 137 and said nothing");
        assertThat(Faults.unread("alpha:/srv/web", 2, "tar: ./g: Permission denied")
                        .failure())
                .isInstanceOf(Failure.Permanent.class)
                .extracting(Failure::code)
                .isEqualTo("EVAC-446");
    }
}
