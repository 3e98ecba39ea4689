package io.evac.daemon;

import io.evac.report.Reports;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import org.springframework.stereotype.Component;

/** The runs that a request may name. */
@Component
public final class KnownRuns {
    private final Reports reports;

    KnownRuns(Reports reports) {
        this.reports = reports;
    }

    /**
     * The run as it is now, with its moves.
     *
     * @throws IllegalArgumentException for what is no run's id
     * @throws NotFoundException when there is none
     */
    public RunReport find(String id) {
        RunReport run = reports.run(new RunId(id).value()).orElseThrow(() -> absent(id));
        Deeds.digest(run.digest());
        return run;
    }

    /**
     * The word of its state now; cheaper than the run.
     *
     * @throws IllegalArgumentException for what is no run's id
     * @throws NotFoundException when there is none
     */
    public String state(String id) {
        return reports.state(new RunId(id).value()).orElseThrow(() -> absent(id));
    }

    private static NotFoundException absent(String id) {
        return new NotFoundException("EVAC-501", "there is no run " + id, "Maybe one of those that evac status names");
    }
}
