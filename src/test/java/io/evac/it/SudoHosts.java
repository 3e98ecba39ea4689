package io.evac.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lab hosts that root may not log in to; the user evac may, and becomes root once a rule of sudo says so. */
final class SudoHosts implements TestHosts {
    private final LabHosts lab;
    private final Path disks;

    SudoHosts(int count, Path folder) throws IOException, InterruptedException {
        lab = new LabHosts(count, folder);
        disks = folder.resolve("lab/hosts");
        try {
            List<String> words = new ArrayList<>(List.of("sudo"));
            words.addAll(lab.names());
            lab.lab(words.toArray(String[]::new));
        } catch (IOException | InterruptedException e) {
            lab.close();
            throw e;
        }
    }

    /** Sets the driver's way to send from a host. */
    void transfer(String host, String way) throws IOException {
        Path file = config().resolve("hosts.yaml");
        List<String> lines = Files.readAllLines(file).stream()
                .map(line -> line.contains("name: " + host + ",")
                        ? line.replace("root: /srv/evac}", "root: /srv/evac, transfer: " + way + "}")
                        : line)
                .toList();
        Files.write(file, lines);
    }

    @Override
    public List<String> names() {
        return lab.names();
    }

    @Override
    public Path config() {
        return lab.config();
    }

    @Override
    public Path instances(String host) {
        return lab.instances(host);
    }

    @Override
    public String root(String host) {
        return lab.root(host);
    }

    @Override
    public String run(String host, String script) throws IOException, InterruptedException {
        return lab.lab("run", host, script);
    }

    @Override
    public Path authorizedKeys(String host) {
        return disks.resolve(host).resolve("root/home/evac/.ssh/authorized_keys");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        lab.close();
    }
}
