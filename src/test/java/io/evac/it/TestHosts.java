package io.evac.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Real OpenSSH hosts for the integration tests. */
interface TestHosts extends AutoCloseable {
    /** Lab hosts (own network, mounts and processes) where root allows; else several sshd on loopback ports. */
    static TestHosts start(int count, Path folder) throws IOException, InterruptedException {
        if (labIsPossible()) {
            return new LabHosts(count, folder);
        }
        if (!Files.isExecutable(LoopbackHosts.SSHD)) {
            throw new org.opentest4j.TestAbortedException("skipped: no lab hosts without root, and no "
                    + LoopbackHosts.SSHD + " for loopback hosts. Maybe install openssh-server");
        }
        return new LoopbackHosts(count, folder);
    }

    /** Whether lab hosts can be had; no is an error where EVAC_REQUIRE_LAB is set. */
    static boolean labIsPossible() {
        boolean root =
                "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/unshare"));
        if (!root && "true".equals(System.getenv("EVAC_REQUIRE_LAB"))) {
            throw new IllegalStateException("EVAC_REQUIRE_LAB is set, but lab hosts need root");
        }
        return root;
    }

    /** Lab hosts or nothing: what can be cut, switched off and filled. */
    static LabHosts lab(int count, Path folder, String... options) throws IOException, InterruptedException {
        if (!labIsPossible()) {
            throw new org.opentest4j.TestAbortedException("skipped: no lab hosts without root");
        }
        return new LabHosts(count, folder, options);
    }

    /** Their names, h1 first. */
    List<String> names();

    /** The folder with hosts.yaml, identity and pinned keys. */
    Path config();

    /** The driver's root as this process sees it. */
    Path instances(String host);

    /** The driver's root as the host itself sees it. */
    String root(String host);

    /** Runs a script on the host as root of its own world; its standard output. */
    String run(String host, String script) throws IOException, InterruptedException;

    /** Makes the links as slow as real ones, so that a transfer takes its time; loopback has no link to slow down. */
    default void shape(String rate) throws IOException, InterruptedException {}

    /** Limits what the host may send, in hosts.yaml. */
    default void limit(String host, String rate) throws IOException {
        Path file = config().resolve("hosts.yaml");
        Files.writeString(
                file,
                Files.readString(file).replace("name: " + host + ",", "name: " + host + ", bandwidth: " + rate + ","));
    }

    /** Where the host keeps its authorized keys, as this process sees it. */
    Path authorizedKeys(String host);

    /** The state that the host's guard has recorded last for an instance; empty when it knows nothing of it. */
    default String record(String host, String instance) throws IOException {
        Path records = instances(host).resolve(".evac/i").resolve(instance).resolve("r");
        if (!Files.isDirectory(records)) {
            return "";
        }
        try (Stream<Path> all = Files.list(records)) {
            Optional<Path> last = all.max(Comparator.comparingLong(
                    file -> Long.parseLong(file.getFileName().toString())));
            return last.isEmpty() ? "" : Files.readAllLines(last.get()).get(0).substring("state=".length());
        }
    }

    /** Ends every guard process, also timers and supervisors. */
    default void stopGuards() throws IOException, InterruptedException {
        for (String host : names()) {
            run(
                    host,
                    "ps -A -o pid=,args= | while read -r p a; do case $a in *" + root(host)
                            + "/.evac/guard-*) [ $p = $$ ] || kill -9 $p 2>/dev/null ;; esac; done; true");
        }
    }

    /** Deletes all instances and the guards' records. */
    default void clear() throws IOException, InterruptedException {
        for (String host : names()) {
            run(host, "rm -rf " + root(host) + "/* " + root(host) + "/.evac");
        }
    }

    @Override
    void close() throws IOException, InterruptedException;
}
