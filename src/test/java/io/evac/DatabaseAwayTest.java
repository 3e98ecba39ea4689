package io.evac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.journal.DatabaseAwayException;
import io.evac.journal.DatabaseSettings;
import io.evac.migration.Journal.JournalException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ApplicationContextException;

class DatabaseAwayTest {
    @Test
    void isFoundBehindWhateverTheStartBrokeOffWith() {
        DatabaseSettings nobody = new DatabaseSettings("jdbc:mysql://127.0.0.1:1/evac", "evac", "", 1);
        assertThatThrownBy(() -> nobody.open(Duration.ofMillis(1)))
                .isInstanceOfSatisfying(
                        DatabaseAwayException.class,
                        away -> assertThat(DatabaseAway.in(new ApplicationContextException("no web server", away)))
                                .contains(away));
    }

    @Test
    void whatTheJournalRefusesForAnotherReasonIsNotIt() {
        JournalException refused = new JournalException("could not read the installation", false, null);
        assertThat(DatabaseAway.in(new IllegalStateException(refused))).isEmpty();
    }

    @Test
    void noPatienceIsRefusedWithARemedy(@TempDir Path home) {
        assertThatThrownBy(() -> DatabaseSettings.embedded(home).open(Duration.ofNanos(999_999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("evac.database.patience is 0 ms")
                .hasMessageContaining("Maybe write 30s");
    }
}
