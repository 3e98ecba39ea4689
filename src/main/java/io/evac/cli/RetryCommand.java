package io.evac.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evac retry}. */
@Command(
        name = "retry",
        description = "Try failed moves again, and only them; an instance that needs attention, when it is named.",
        footer = {
            "",
            "Examples:",
            "  evac retry R-17 --failed --wait",
            "  evac retry R-17 alpha/db-02 --host-is-off beta"
        })
final class RetryCommand extends RunVerb {
    @Option(names = "--failed", description = "all failed moves; the default when no instance is named")
    private boolean failed;

    @Mixin
    private OffHost off = new OffHost();

    @Mixin
    private Confirmation confirmation = new Confirmation();

    @Override
    public Integer call() {
        if (failed && !instances().isEmpty()) {
            throw usage("--failed means all failed moves; name instances or say --failed");
        }
        if (off.given() && instances().isEmpty()) {
            throw usage("name the instances whose destination is off");
        }
        return super.call();
    }

    @Override
    void before(Client client) {
        if (off.given()) {
            Losses.tell(this, client.run(run()), instances());
            confirmation.ask(root().terminal(), off.question());
        }
    }

    @Override
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>(super.body());
        off.put(body);
        return body;
    }

    @Override
    String verb() {
        return "retry";
    }
}
