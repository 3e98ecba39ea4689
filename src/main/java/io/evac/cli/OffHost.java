package io.evac.cli;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code retry} and {@code rollback --discard} share: a silent host that is off. */
final class OffHost {
    static final class Choice {
        @Option(
                names = "--host-is-off",
                paramLabel = "HOST",
                description = "you have seen that this silent destination is off; its copy's writes are lost")
        private @Nullable String host;

        @Option(
                names = "--power-fence",
                paramLabel = "HOST",
                description = "have it switched off by its powerFence of hosts.yaml, with all that runs there")
        private @Nullable String powerFence;
    }

    @ArgGroup
    private @Nullable Choice choice;

    boolean given() {
        return choice != null;
    }

    /** What is to be confirmed. */
    String question() {
        return powerFence()
                .map(host -> "Switch " + host + " off, with all that runs there, and start the parked copies?")
                .orElseGet(() -> "Is " + host().orElse("it") + " off, and are the parked copies to run again?");
    }

    void put(Map<String, Object> body) {
        host().ifPresent(host -> body.put("hostIsOff", host));
        powerFence().ifPresent(host -> body.put("powerFence", host));
    }

    private Optional<String> host() {
        return Optional.ofNullable(choice).map(given -> given.host);
    }

    private Optional<String> powerFence() {
        return Optional.ofNullable(choice).map(given -> given.powerFence);
    }
}
