package io.evac.schedule;

import io.evac.journal.DatabaseSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class H2SchedulesTest extends SchedulesContract {
    @TempDir
    static Path home;

    private static ScheduleRig rig;

    @BeforeAll
    static void open() {
        rig = new ScheduleRig(DatabaseSettings.embedded(home));
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @Override
    ScheduleRig rig() {
        return rig;
    }

    @Override
    boolean clustered() {
        return false;
    }
}
