package io.evac.schedule;

import io.evac.journal.MySql;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Two daemons on one MySQL. */
class QuartzIT extends SchedulesContract {
    private static MySql mysql;
    private static ScheduleRig rig;

    @BeforeAll
    static void open() {
        mysql = MySql.start();
        rig = new ScheduleRig(mysql.settings());
    }

    @AfterAll
    static void close() {
        if (rig != null) {
            rig.close();
            mysql.close();
        }
    }

    @Override
    ScheduleRig rig() {
        return rig;
    }

    @Override
    boolean clustered() {
        return true;
    }
}
