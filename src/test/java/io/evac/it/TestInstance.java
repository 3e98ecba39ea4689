package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A real process on a test host that appends the next number to its data all the time.
 *
 * @param token stands in the arguments of its process and of no other
 */
record TestInstance(String name, String token, String digest) {
    /** Creates it on the host and starts it there. */
    static TestInstance create(TestHosts hosts, String host, String name, int kilobytes)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(hosts.instances(host).resolve(name));
        Path data = Files.createDirectories(home.resolve("data"));
        for (String script : List.of("ctl", "writer")) {
            try (InputStream in = TestInstance.class.getResourceAsStream("/demo/" + script)) {
                Files.copy(in, home.resolve(script));
            }
            Files.setPosixFilePermissions(
                    home.resolve(script), java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        String token = "evac-it-" + UUID.randomUUID();
        Files.writeString(home.resolve("instance.yaml"), """
                start: ./ctl start %s
                stop: ./ctl stop
                status: ./ctl status
                health: ./ctl health
                autostart: true
                cpus: 0
                memory: 16MiB
                runtime: [writer.pid]
                """.formatted(token));
        byte[] blocks = new byte[kilobytes << 10];
        new Random(name.hashCode()).nextBytes(blocks);
        Files.write(data.resolve("blocks"), blocks);
        hosts.run(host, "cd " + hosts.root(host) + "/" + name + " && ./ctl start " + token);
        return new TestInstance(name, token, sha256(data.resolve("blocks")));
    }

    /** Fails unless the copy has every number that was written, in order, and the bytes that never change. */
    void assertWhole(Path copy) throws IOException {
        List<String> numbers = Files.readAllLines(copy.resolve("data/counter"));
        assertThat(numbers)
                .as(name + " counter")
                .isEqualTo(Stream.iterate(1, n -> n + 1)
                        .limit(numbers.size())
                        .map(String::valueOf)
                        .toList());
        assertThat(sha256(copy.resolve("data/blocks"))).as(name + " blocks").isEqualTo(digest);
    }

    /** Living processes of the instance, on whatever host; a child between fork and exec is none of its own. */
    long processes() {
        return ProcessHandle.allProcesses()
                .filter(p -> carries(p) && p.parent().filter(this::carries).isEmpty())
                .count();
    }

    /** How often each of them runs now, by name, in one look at all processes. */
    static Map<String, Integer> running(List<TestInstance> instances) {
        Map<String, Integer> running = new HashMap<>();
        ProcessHandle.allProcesses()
                .forEach(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .ifPresent(arguments -> instances.stream()
                                .filter(instance -> arguments.contains(instance.token()))
                                .filter(instance -> process.parent()
                                        .filter(instance::carries)
                                        .isEmpty())
                                .forEach(instance -> running.merge(instance.name(), 1, Integer::sum))));
        return running;
    }

    /** Kills whatever runs of it. */
    void kill() {
        ProcessHandle.allProcesses().filter(this::carries).forEach(ProcessHandle::destroyForcibly);
    }

    private boolean carries(ProcessHandle process) {
        return process.info()
                .arguments()
                .filter(arguments -> List.of(arguments).contains(token))
                .isPresent();
    }

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
