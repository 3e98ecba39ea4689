package io.evac.cli;

import io.evac.report.RunReport;

/** How a run that is followed is shown. */
interface View {
    /** The run as it is now; called often. */
    void show(RunReport run);

    /** Nothing more will be shown; called at least once, from any thread. */
    void end();
}
