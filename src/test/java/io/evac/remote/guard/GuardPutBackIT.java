package io.evac.remote.guard;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** On every shell that is installed here. */
@ParameterizedClass
@MethodSource("io.evac.remote.guard.HostShell#installed")
class GuardPutBackIT extends GuardPutBackCases {
    private final HostShell kind;

    GuardPutBackIT(HostShell kind) {
        this.kind = kind;
    }

    @Override
    HostShell kind() {
        return kind;
    }
}
