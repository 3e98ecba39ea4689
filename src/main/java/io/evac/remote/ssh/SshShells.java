package io.evac.remote.ssh;

import io.evac.inventory.Address;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.SshSettings;
import io.evac.remote.Shell;
import io.evac.remote.Shells;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The shells of all hosts, over SSH. Connections are made when they are needed, shared, watched, and closed when
 * idle. Host keys are pinned always; there is no switch to turn that off. Thread-safe.
 */
public final class SshShells implements Shells {
    private static final int LOOKS_PER_INTERVAL = 3;

    private final SshOptions options;
    private final Workers workers = new Workers();
    private final Connector connector;
    private final Map<Address, HostPool> pools = new ConcurrentHashMap<>();
    private final Map<Address, SudoShell> sudos = new ConcurrentHashMap<>();

    /**
     * @param hosts finds a jump host by its name; throws IllegalArgumentException for an unknown one
     * @param ssh the identity and the pinned host keys
     */
    public SshShells(Function<HostName, Host> hosts, SshSettings ssh, SshOptions options) {
        this.options = options;
        this.connector = new Connector(hosts, ssh, options, workers);
        long interval = Math.max(10, options.aliveInterval().toMillis() / LOOKS_PER_INTERVAL);
        workers.every(interval, () -> pools.values().forEach(HostPool::tick));
    }

    @Override
    public Shell on(Host host) {
        Address address = host.address();
        String name = host.name() + " (" + address + ")";
        HostPool pool =
                pools.computeIfAbsent(address, a -> new HostPool(name, () -> connector.connect(a), options, workers));
        Shell login = new SshShell(host.name().value(), pool, options, workers);
        return address.sudo()
                ? sudos.computeIfAbsent(address, a -> new SudoShell(host.name().value(), a.user(), login))
                : login;
    }

    @Override
    public void close() {
        pools.values().forEach(HostPool::close);
        workers.close();
    }
}
