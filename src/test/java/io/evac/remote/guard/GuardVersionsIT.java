package io.evac.remote.guard;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** On every shell that is installed here. */
@ParameterizedClass
@MethodSource("io.evac.remote.guard.HostShell#installed")
class GuardVersionsIT extends GuardVersionsCases {
    private final HostShell kind;

    GuardVersionsIT(HostShell kind) {
        this.kind = kind;
    }

    @Override
    HostShell kind() {
        return kind;
    }
}
