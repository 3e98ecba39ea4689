package io.evac.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code evac demo}. */
@Command(
        name = "demo",
        description = "A whole evacuation over real SSH on embedded hosts; nothing to install.",
        footer = {"", "Examples:", "  evac demo", "  evac demo --color never"})
final class DemoCommand extends Action {
    @Unmatched
    private List<String> arguments = List.of();

    @Override
    public Integer call() {
        return root().launches().demo().run(arguments);
    }
}
