package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.files.FilesDriver;
import io.evac.inventory.HostName;
import io.evac.inventory.InventoryFile;
import io.evac.remote.Shells;
import io.evac.remote.guard.RemoteGuards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A counting process on h1 and an empty h2. */
final class FilesRig extends LabRig {
    private static final String COUNTER = "data/counter";
    private static final String STRANGER = "somebody else's";
    private final TestHosts hosts;
    private final TestInstance counter;

    FilesRig(TestHosts hosts) throws Exception {
        super(new InventoryFile(Map.of("files", Set.of("root", "transfer")))
                .read(hosts.config().resolve("hosts.yaml")));
        this.hosts = hosts;
        this.counter = TestInstance.create(hosts, "h1", NAME, 64);
    }

    @Override
    public Platform platform() {
        Shells fresh = fresh();
        RemoteGuards guards = new RemoteGuards(fresh, FilesDriver::guardRoot);
        return new Platform(
                new FilesDriver(fresh, guards, inventory.ssh(), inventory::host, traffic(), clock(), clock(), waiter()),
                guards);
    }

    /** By its own control script in each place; there are as many processes as places. */
    @Override
    public List<HostName> runningOn() throws Exception {
        List<HostName> running = new ArrayList<>();
        for (String host : hosts.names()) {
            String status = hosts.run(
                    host, "cd " + hosts.root(host) + "/" + NAME + " 2>/dev/null && ./ctl status && echo runs; true");
            if (status.contains("runs")) {
                running.add(new HostName(host));
            }
        }
        assertThat(counter.processes()).isEqualTo(running.size());
        return running;
    }

    private Path home(HostName host) {
        return hosts.instances(host.value()).resolve(NAME);
    }

    /** No other copy, parked or arriving, has a number that this one lacks. */
    @Override
    public void assertWhole(HostName where) throws IOException {
        counter.assertWhole(home(where));
        long here = numbers(home(where));
        for (String host : hosts.names()) {
            Path copy = hosts.instances(host).resolve(".evac/away").resolve(NAME);
            if (Files.exists(copy.resolve(COUNTER))) {
                assertThat(numbers(copy)).as("the copy on " + host).isLessThanOrEqualTo(here);
            }
        }
    }

    private static long numbers(Path copy) throws IOException {
        return Files.readAllLines(copy.resolve(COUNTER)).size();
    }

    @Override
    public void powerOff() {
        counter.kill();
    }

    @Override
    public void bringBack() throws Exception {
        hosts.run("h2", "cd " + hosts.root("h2") + "/" + NAME + " && ./ctl stop");
        Path from = hosts.instances("h2").resolve(NAME);
        Path to = hosts.instances("h1").resolve(NAME);
        Process copied = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .inheritIO()
                .start();
        assertThat(copied.waitFor()).isZero();
        hosts.run("h2", "rm -rf " + hosts.root("h2") + "/" + NAME);
        hosts.run("h1", "cd " + hosts.root("h1") + "/" + NAME + " && ./ctl start");
    }

    @Override
    public void vanish() throws Exception {
        counter.kill();
        hosts.run("h1", "rm -rf " + hosts.root("h1") + "/" + NAME);
    }

    @Override
    public void occupy() throws IOException {
        Path home = Files.createDirectories(home(destination()));
        Files.writeString(home.resolve("instance.yaml"), "status: exit 3\n");
        Files.writeString(home.resolve("data"), STRANGER);
    }

    @Override
    public void assertOccupied() throws IOException {
        assertThat(home(destination()).resolve("data")).hasContent(STRANGER);
    }

    @Override
    public void close() throws Exception {
        super.close();
        hosts.stopGuards();
        counter.kill();
        hosts.clear();
    }
}
