package io.evac.remote.guard;

/** On one shell, without what takes long; {@link GuardPutBackIT} has all of it on every shell. */
class GuardPutBackTest extends GuardPutBackCases {
    @Override
    HostShell kind() {
        return HostShell.installed().getFirst();
    }
}
