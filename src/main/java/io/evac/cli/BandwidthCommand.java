package io.evac.cli;

import io.evac.report.RunReport;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code evac bandwidth}. */
@Command(
        name = "bandwidth",
        description = {
            "Limit what all transfers of a run send together, from now on, beside the limits of its hosts.",
            "Those of hosts are in hosts.yaml, which may be changed at any time, too."
        },
        footer = {
            "",
            "Examples:",
            "  evac bandwidth R-17 200Mbit",
            "  evac bandwidth R-17 08:00-18:00=100Mbit,18:00-08:00=1Gbit"
        })
final class BandwidthCommand extends Action {
    @Parameters(index = "0", paramLabel = "RUN", description = "a run's id")
    private String run = "";

    @Parameters(index = "1", paramLabel = "LIMIT", description = StartTerms.LIMIT)
    private String limit = "";

    @Override
    public Integer call() {
        String bandwidth = StartTerms.bandwidth(spec(), limit).toString();
        Client client = daemon();
        RunReport after = client.post(
                "/runs/" + Client.segment(run) + "/bandwidth", Map.of("bandwidth", bandwidth), RunReport.class);
        return finish(client, after, false);
    }
}
