package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.Journal.MoveRecord;
import io.evac.plan.Plan;
import io.evac.run.RunStore.RunRecord;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2StoresTest extends ReportsContract {
    @TempDir
    static Path home;

    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.in(home);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    TestDatabase db() {
        return database;
    }

    @Test
    void commits_are_not_delayed_and_nothing_listens() {
        assertThat(database.source().getJdbcUrl()).contains(";WRITE_DELAY=0").doesNotContain("AUTO_SERVER");
    }

    @Test
    void everything_is_there_after_the_database_was_closed_and_opened_again(@TempDir Path other) {
        Plan plan = freshPlan(2);
        RunRecord run;
        MoveRecord written;
        try (TestDatabase first = TestDatabase.in(other)) {
            run = first.runs().create(plan, Optional.of("nightly/1"), "tester");
            written = full(first.runs().moves(run.id()).get(0));
            first.journal().write(written, 1, "tester", "before the end");
        }
        try (TestDatabase second = TestDatabase.in(other)) {
            assertThat(second.plans().find(plan.id())).contains(plan);
            assertThat(second.runs().ofOccurrence("nightly/1")).contains(run);
            assertThat(second.journal().read(written.id())).isEqualTo(written);
            assertThat(second.runs()
                            .create(freshPlan(1), Optional.empty(), "tester")
                            .id()
                            .value())
                    .isEqualTo("R-2");
        }
    }
}
