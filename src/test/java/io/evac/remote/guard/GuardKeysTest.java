package io.evac.remote.guard;

/** On one shell, without what takes long; {@link GuardKeysIT} has all of it on every shell. */
class GuardKeysTest extends GuardKeysCases {
    @Override
    HostShell kind() {
        return HostShell.installed().getFirst();
    }
}
