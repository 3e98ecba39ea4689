package io.evac.remote.guard;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** With what takes long, on another shell: who is who stands in files, which is the same on each. */
@ParameterizedClass
@MethodSource("io.evac.remote.guard.HostShell#another")
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
