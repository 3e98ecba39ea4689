package io.evac.remote.guard;

/** On one shell, without what takes long; {@link GuardTimerIT} has all of it on every shell. */
class GuardTimerTest extends GuardTimerCases {
    @Override
    HostShell kind() {
        return HostShell.installed().getFirst();
    }
}
