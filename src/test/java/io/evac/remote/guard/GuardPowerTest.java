package io.evac.remote.guard;

/** On one shell, without what takes long; {@link GuardPowerIT} has all of it on every shell. */
class GuardPowerTest extends GuardPowerCases {
    @Override
    HostShell kind() {
        return HostShell.installed().getFirst();
    }
}
