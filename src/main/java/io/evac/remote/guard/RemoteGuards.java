package io.evac.remote.guard;

import io.evac.inventory.Host;
import io.evac.migration.Guards;
import io.evac.remote.Shells;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** The guards of all hosts, reached over their shells. Thread-safe; nothing is contacted before the first call. */
public final class RemoteGuards implements Guards {
    private final Shells shells;
    private final Function<Host, String> guardRoot;
    private final Function<Host, String> authorizedKeys;
    private final boolean hooks;
    private final Script script;
    private final ConcurrentMap<Host, RemoteGuard> guards = new ConcurrentHashMap<>();

    /** @param guardRoot the absolute directory of a host's guard */
    public RemoteGuards(Shells shells, Function<Host, String> guardRoot) {
        this(shells, guardRoot, host -> "", false, Script.shipped());
    }

    /** @param hooks whether a host's boot hook is installed before its guard takes an instance in */
    public RemoteGuards(Shells shells, Function<Host, String> guardRoot, boolean hooks) {
        this(shells, guardRoot, host -> "", hooks, Script.shipped());
    }

    /**
     * @param guardRoot the absolute directory of a host's guard
     * @param authorizedKeys the absolute path of the file that transfer keys go to; empty for the login's own
     */
    public RemoteGuards(Shells shells, Function<Host, String> guardRoot, Function<Host, String> authorizedKeys) {
        this(shells, guardRoot, authorizedKeys, false, Script.shipped());
    }

    RemoteGuards(
            Shells shells,
            Function<Host, String> guardRoot,
            Function<Host, String> authorizedKeys,
            boolean hooks,
            Script script) {
        this.script = script;
        this.hooks = hooks;
        this.shells = shells;
        this.guardRoot = guardRoot;
        this.authorizedKeys = authorizedKeys;
    }

    @Override
    public RemoteGuard on(Host host) {
        return guards.computeIfAbsent(
                host,
                h -> new RemoteGuard(
                        h.name(),
                        new GuardLine(h.name(), shells.on(h), script, guardRoot.apply(h)),
                        authorizedKeys.apply(h),
                        h.address().sudo() ? h.address().user() : "",
                        hooks));
    }
}
