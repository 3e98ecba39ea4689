package io.evac.remote.guard;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.migration.Guards;
import io.evac.remote.Shells;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The guards of all hosts, reached over their shells. Thread-safe; nothing is contacted before the first call. */
public final class RemoteGuards implements Guards {
    /** The guard's program as it is shipped. */
    static final InstalledProgram SHIPPED = InstalledProgram.shipped("guard", "guard", "guard.sh");

    private static final BiFunction<Host, InstanceName, String> NOWHERE = (host, name) -> "";

    private final Shells shells;
    private final Function<Host, String> guardRoot;
    private final Function<Host, String> authorizedKeys;
    private final BiFunction<Host, InstanceName, String> homes;
    private final boolean hooks;
    private final InstalledProgram script;
    private final ConcurrentMap<Host, RemoteGuard> guards = new ConcurrentHashMap<>();

    /** @param guardRoot the absolute directory of a host's guard */
    public RemoteGuards(Shells shells, Function<Host, String> guardRoot) {
        this(shells, guardRoot, host -> "", NOWHERE, false, SHIPPED);
    }

    /** @param hooks whether a host's boot hook is installed before its guard takes an instance in */
    public RemoteGuards(Shells shells, Function<Host, String> guardRoot, boolean hooks) {
        this(shells, guardRoot, host -> "", NOWHERE, hooks, SHIPPED);
    }

    /**
     * @param homes where an instance is in place that no record tells of; empty for the guard's own idea: beside it
     * @param hooks whether a host's boot hook is installed before its guard takes an instance in
     */
    public RemoteGuards(
            Shells shells,
            Function<Host, String> guardRoot,
            BiFunction<Host, InstanceName, String> homes,
            boolean hooks) {
        this(shells, guardRoot, host -> "", homes, hooks, SHIPPED);
    }

    /**
     * @param guardRoot the absolute directory of a host's guard
     * @param authorizedKeys the absolute path of the file that transfer keys go to; empty for the login's own
     */
    public RemoteGuards(Shells shells, Function<Host, String> guardRoot, Function<Host, String> authorizedKeys) {
        this(shells, guardRoot, authorizedKeys, NOWHERE, false, SHIPPED);
    }

    RemoteGuards(
            Shells shells,
            Function<Host, String> guardRoot,
            Function<Host, String> authorizedKeys,
            BiFunction<Host, InstanceName, String> homes,
            boolean hooks,
            InstalledProgram script) {
        this.homes = homes;
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
                        name -> homes.apply(h, name),
                        h.address().sudo() ? h.address().user() : "",
                        hooks));
    }
}
