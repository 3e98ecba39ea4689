package io.evac;

import io.evac.driver.Drivers;
import io.evac.driver.files.FilesDriver;
import io.evac.driver.libvirt.LibvirtDriver;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.Inventories;
import io.evac.inventory.Inventory;
import io.evac.inventory.InventoryFile;
import io.evac.inventory.SshSettings;
import io.evac.inventory.WatchedInventory;
import io.evac.journal.Installation;
import io.evac.metrics.CarrierMeters;
import io.evac.migration.BeforeStop;
import io.evac.migration.Carrier;
import io.evac.migration.FairSlots;
import io.evac.migration.Guards;
import io.evac.migration.Journal;
import io.evac.migration.Migrator;
import io.evac.migration.MigratorParts;
import io.evac.migration.Progress;
import io.evac.migration.Slots;
import io.evac.migration.SteadyClock;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import io.evac.remote.Shells;
import io.evac.remote.guard.RemoteGuards;
import io.evac.remote.ssh.SshOptions;
import io.evac.remote.ssh.SshShells;
import io.evac.run.Doctor;
import io.evac.run.HeldSlots;
import io.evac.run.LastInventory;
import io.evac.run.RunSettings;
import io.evac.verify.Check;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;

/** What the engine works with outside Spring Batch and the database: hosts, shells, guards, drivers, the migrator. */
@Configuration(proxyBeanMethods = false)
public class EngineConfiguration {
    /** Whoever stops the daemon, the unit and the container's engine among them, has to wait longer. */
    static final String SHUTDOWN_PATIENCE = "PT30M";

    private static final Logger LOG = LoggerFactory.getLogger(EngineConfiguration.class);

    @Bean
    @Primary
    Clock clock() {
        return Clock.systemDefaultZone();
    }

    @Bean
    SteadyClock steadyClock(Clock clock) {
        return new SteadyClock(clock, System::nanoTime);
    }

    @Bean
    Waiter waiter() {
        return time -> Thread.sleep(time);
    }

    /** An orderly shutdown waits for cutovers under way: longer than any sensible downtime budget. */
    @Bean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
    DefaultLifecycleProcessor lifecycleProcessor(
            @Value("${evac.shutdown.patience:" + SHUTDOWN_PATIENCE + "}") Duration patience) {
        DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
        processor.setTimeoutPerShutdownPhase(patience.toMillis());
        return processor;
    }

    @Bean
    Inventories inventories(@Value("${evac.config}") Path config) {
        return new WatchedInventory(
                new InventoryFile(
                        Map.of("files", Set.of("root", "transfer"), "libvirt", LibvirtDriver.settings()),
                        Map.of("libvirt", LibvirtDriver.lists())),
                config.resolve("hosts.yaml"));
    }

    /** Read once: another identity or known_hosts file needs a new start. */
    @Bean
    SshSettings sshSettings(LastInventory inventory) {
        try {
            return inventory.get().ssh();
        } catch (IllegalStateException unusable) {
            Path ssh = Path.of(System.getProperty("user.home"), ".ssh");
            LOG.warn("without hosts.yaml the login is {}: {}", ssh, unusable.getMessage());
            return new SshSettings(ssh.resolve("id_ed25519"), ssh.resolve("known_hosts"));
        }
    }

    @Bean(destroyMethod = "close")
    Shells shells(LastInventory inventory, SshSettings ssh) {
        return new SshShells(name -> inventory.get().host(name), ssh, SshOptions.DEFAULT);
    }

    @Bean
    RemoteGuards guards(Shells shells, @Value("${evac.boot-hook:true}") boolean hooks) {
        Map<String, Function<Host, String>> roots =
                Map.of("files", FilesDriver::guardRoot, "libvirt", LibvirtDriver::guardRoot);
        Map<String, Function<InstanceName, String>> homes = Map.of("files", name -> "", "libvirt", LibvirtDriver::home);
        return new RemoteGuards(
                shells,
                host -> roots.get(host.driver()).apply(host),
                (host, name) -> homes.get(host.driver()).apply(name),
                hooks);
    }

    @Bean
    Doctor doctor(RemoteGuards guards, Shells shells, LastInventory inventory, Clock clock) {
        return new GuardDoctor(guards, shells, inventory, clock);
    }

    @Bean
    Traffic traffic(LastInventory inventory, Clock clock, SteadyClock steady) {
        Supplier<UnaryOperator<Host>> hosts = () -> {
            Inventory now = inventory.get();
            return host -> now.find(host.name()).orElse(host);
        };
        return new Traffic(hosts, clock, steady);
    }

    @Bean
    Drivers drivers(
            Shells shells,
            RemoteGuards guards,
            SshSettings ssh,
            LastInventory inventory,
            Traffic traffic,
            Clock clock,
            SteadyClock steady,
            Waiter waiter) {
        Function<HostName, Host> hosts = name -> inventory.get().host(name);
        return new Drivers(List.of(
                new FilesDriver(shells, guards, ssh, hosts, traffic, clock, steady, waiter),
                new LibvirtDriver(shells, guards, ssh, hosts, traffic, clock, steady, waiter)));
    }

    @Bean
    HeldSlots slots(LastInventory inventory, @Value("${evac.transfers:64}") int transfers) {
        return new HeldSlots(new FairSlots(name -> inventory.get().host(name).slots(), transfers));
    }

    /** Whose phases are measured. */
    @Bean
    Function<Host, Carrier> carriers(Drivers drivers, CarrierMeters meters) {
        return host -> meters.measured(host.driver(), drivers.named(host.driver()));
    }

    @Bean
    Migrator migrator(
            LastInventory inventory,
            Function<Host, Carrier> carriers,
            Guards guards,
            Journal journal,
            Slots slots,
            Progress progress,
            SteadyClock clock,
            Clock wall,
            Waiter waiter,
            BeforeStop beforeStop) {
        Function<HostName, Host> hosts = name -> inventory.get().host(name);
        return new Migrator(new MigratorParts(
                hosts,
                carriers,
                guards,
                new Check(hosts, carriers, guards),
                journal,
                slots,
                progress,
                clock,
                wall,
                waiter,
                beforeStop));
    }

    @Bean
    RunSettings runSettings(
            Installation installation, @Value("${evac.home}") Path home, @Value("${evac.workers:256}") int workers) {
        return new RunSettings(home, installation.id(), NodeName.of(home), workers);
    }
}
