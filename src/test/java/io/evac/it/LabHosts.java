package io.evac.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Hosts built by {@code src/lab/lab}. */
final class LabHosts implements TestHosts {
    private static final String LAB = "src/lab/lab";
    private final Path folder;
    private final List<String> names;

    LabHosts(int count, Path folder) throws IOException, InterruptedException {
        this.folder = folder.resolve("lab");
        this.names = IntStream.rangeClosed(1, count).mapToObj(n -> "h" + n).toList();
        lab("down");
        lab("up", Integer.toString(count));
    }

    /** A command of the lab, e.g. {@code cut h1}. */
    String lab(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                "env",
                "EVAC_LAB=" + folder,
                "EVAC_LAB_NET=10.198." + (ProcessHandle.current().pid() % 250),
                LAB));
        command.addAll(List.of(arguments));
        return Tool.run(command);
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Path config() {
        return folder.resolve("config");
    }

    @Override
    public Path instances(String host) {
        return disk(host).resolve("srv/evac");
    }

    private Path disk(String host) {
        return folder.resolve("hosts").resolve(host).resolve("root");
    }

    @Override
    public String root(String host) {
        return "/srv/evac";
    }

    @Override
    public Path authorizedKeys(String host) {
        return disk(host).resolve("root/.ssh/authorized_keys");
    }

    @Override
    public String run(String host, String script) throws IOException, InterruptedException {
        return lab("ssh", host, script);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        lab("down");
    }
}
