package io.evac.daemon;

import io.evac.report.Reports;
import io.evac.report.RunQuery;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The runs that a request may name. */
@Component
public final class KnownRuns {
    private final Reports reports;

    private final Reach reach;

    KnownRuns(Reports reports, Reach reach) {
        this.reports = reports;
        this.reach = reach;
    }

    /** As {@link Reports#runs}, of those that are about the caller's hosts only. */
    public List<RunReport> list(RunQuery query) {
        return reports.runs(reach.names().map(query::of).orElse(query));
    }

    /**
     * The run as it is now, with its moves.
     *
     * @throws IllegalArgumentException for what is no run's id
     * @throws NotFoundException when there is none
     * @throws BeyondException when it is about hosts that the caller may not use
     */
    public RunReport find(String id) {
        RunReport run = reports.run(new RunId(id).value()).orElseThrow(() -> absent(id));
        reach.require(run);
        Deeds.digest(run.digest());
        return run;
    }

    /**
     * The word of its state now; cheaper than the run.
     *
     * @throws IllegalArgumentException for what is no run's id
     * @throws NotFoundException when there is none
     * @throws BeyondException when it is about hosts that the caller may not use
     */
    public String state(String id) {
        String state = reports.state(new RunId(id).value()).orElseThrow(() -> absent(id));
        if (!mine(id)) {
            throw BeyondException.of("run " + id);
        }
        return state;
    }

    /** The same; empty when there is none, or when it is about hosts that the caller may not use. */
    public Optional<String> seen(String id) {
        return reports.state(id).filter(state -> mine(id));
    }

    private boolean mine(String id) {
        return reach.names().filter(hosts -> !reports.within(id, hosts)).isEmpty();
    }

    private static NotFoundException absent(String id) {
        return new NotFoundException("EVAC-501", "there is no run " + id, "Maybe one of those that evac status names");
    }
}
