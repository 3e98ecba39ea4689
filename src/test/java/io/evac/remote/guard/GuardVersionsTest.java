package io.evac.remote.guard;

/** On one shell, without what takes long; {@link GuardVersionsIT} has all of it. */
class GuardVersionsTest extends GuardVersionsCases {
    @Override
    HostShell kind() {
        return HostShell.installed().getFirst();
    }
}
