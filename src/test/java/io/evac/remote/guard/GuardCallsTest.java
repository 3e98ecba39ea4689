package io.evac.remote.guard;

/** On one shell, without what takes long; {@link GuardCallsIT} has all of it on every shell. */
class GuardCallsTest extends GuardCallsCases {
    @Override
    HostShell kind() {
        return HostShell.installed().getFirst();
    }
}
