package io.evac.remote.guard;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** On every shell that is installed here. */
@ParameterizedClass
@MethodSource("io.evac.remote.guard.HostShell#installed")
class GuardPowerIT extends GuardPowerCases {
    private final HostShell kind;

    GuardPowerIT(HostShell kind) {
        this.kind = kind;
    }

    @Override
    HostShell kind() {
        return kind;
    }
}
