package io.evac.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evac rollback}. */
@Command(
        name = "rollback",
        description = {
            "Send moved instances home, no write lost.",
            "With --discard: back to their parked copies as they are; what was written since is lost."
        },
        footer = {
            "",
            "Examples:",
            "  evac rollback R-17 alpha/web-01 --wait",
            "  evac rollback R-17 alpha/web-01 --discard --yes"
        })
final class RollbackCommand extends RunVerb {
    @Option(
            names = "--discard",
            description = "back to the parked copy as it is; says first how old that is and what is lost, and asks")
    private boolean discard;

    @Mixin
    private OffHost off = new OffHost();

    @Mixin
    private Confirmation confirmation = new Confirmation();

    @Override
    public Integer call() {
        if (instances().isEmpty()) {
            throw usage("name the instances that are to go home");
        }
        if (off.given() && !discard) {
            throw usage("without its host no write can be carried home; say --discard, too");
        }
        return super.call();
    }

    @Override
    void before(Client client) {
        if (discard) {
            Losses.tell(this, client.run(run()), instances());
            String question = "Go back to the parked " + (instances().size() == 1 ? "copy" : "copies") + "?";
            confirmation.ask(root().terminal(), off.given() ? off.question() : question);
        }
    }

    @Override
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>(super.body());
        if (discard) {
            body.put("discard", true);
        }
        off.put(body);
        return body;
    }

    @Override
    String verb() {
        return "rollback";
    }
}
