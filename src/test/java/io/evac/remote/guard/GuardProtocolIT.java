package io.evac.remote.guard;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** On every shell that is installed here, each with other tools to make things durable. */
@ParameterizedClass
@MethodSource("io.evac.remote.guard.Surroundings#mixed")
class GuardProtocolIT extends GuardProtocolCases {
    private final Surroundings surroundings;

    GuardProtocolIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    HostShell kind() {
        return surroundings.shell();
    }

    @Override
    HostFlush flush() {
        return surroundings.flush();
    }
}
