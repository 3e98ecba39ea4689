package io.evac.cli;

import io.evac.report.RunReport;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code evac hooks}. */
@Command(
        name = "hooks",
        description = {
            "Say what is called before and after a host's evacuation and an instance's cutover, from now on.",
            "Hooks have their names from evac.hooks in the daemon's config/application.yaml."
        },
        footer = {
            "",
            "Examples:",
            "  evac hooks R-17 before-cutover=lb-out,after-cutover=lb-in:stop",
            "  evac hooks R-17 none"
        })
final class HooksCommand extends Action {
    @Parameters(index = "0", paramLabel = "RUN", description = "a run's id")
    private String run = "";

    @Parameters(
            index = "1",
            paramLabel = "HOOKS",
            description = StartTerms.HOOK + ", with commas between them, or none for no hook")
    private String text = "";

    @Override
    public Integer call() {
        String hooks = StartTerms.hooks(spec(), text).toString();
        Client client = daemon();
        RunReport after =
                client.post("/runs/" + Client.segment(run) + "/hooks", Map.of("hooks", hooks), RunReport.class);
        return finish(client, after, false);
    }
}
