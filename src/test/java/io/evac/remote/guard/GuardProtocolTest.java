package io.evac.remote.guard;

/** On one shell, without what takes long; {@link GuardProtocolIT} has all of it on every shell. */
class GuardProtocolTest extends GuardProtocolCases {
    @Override
    HostShell kind() {
        return HostShell.installed().getFirst();
    }
}
