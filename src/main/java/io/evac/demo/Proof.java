package io.evac.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the demo's hosts with its own eyes, past everything that Evac recorded: where each instance runs, whether its
 * counter has a gap, whether the copies hold the same bytes.
 */
final class Proof {
    private final List<EmbeddedHost> hosts;
    private final PrintStream out;
    private boolean holds = true;

    Proof(List<EmbeddedHost> hosts, PrintStream out) {
        this.hosts = hosts;
        this.out = out;
    }

    /** What is expected of an instance. */
    record Expectation(DemoInstance instance, Optional<String> host, String because) {}

    /** Prints a line for each instance; whether every one of them is as expected. */
    boolean table(List<Expectation> expectations) throws IOException {
        out.printf(
                "%-8s %-7s %-10s %-22s %-24s %s%n",
                "INSTANCE", "HOST", "PROCESSES", "COUNTER", "DIGEST OF ITS DATA", "");
        for (Expectation expected : expectations) {
            line(expected);
        }
        return holds;
    }

    private void line(Expectation expected) throws IOException {
        List<String> wrong = new ArrayList<>();
        DemoInstance instance = expected.instance();
        List<EmbeddedHost> at = hosts.stream()
                .filter(h -> Files.exists(h.instances().resolve(instance.name())))
                .toList();
        String where = at.size() == 1 ? at.get(0).name() : at.size() + " hosts";
        if (at.size() != 1) {
            wrong.add("is in place on " + at.size() + " hosts");
        } else if (expected.host().filter(h -> !h.equals(where)).isPresent()) {
            wrong.add("expected on " + expected.host().get());
        }
        long processes = processes(instance);
        if (processes != 1) {
            wrong.add(processes + " processes run");
        }
        String counter = "-";
        String digest = "-";
        if (at.size() == 1) {
            Path home = at.get(0).instances().resolve(instance.name());
            counter = counter(home, wrong);
            digest = digests(instance, home, wrong);
        }
        holds &= wrong.isEmpty();
        out.printf(
                "%-8s %-7s %-10d %-22s %-24s %s%n",
                instance.name(),
                where,
                processes,
                counter,
                digest,
                wrong.isEmpty() ? "ok   " + expected.because() : "WRONG " + String.join("; ", wrong));
    }

    /**
     * Processes of this machine whose arguments hold the instance's token. A child between fork and exec still shows its
     * parent's arguments and is not counted.
     */
    static long processes(DemoInstance instance) {
        return ProcessHandle.allProcesses()
                .filter(p -> carries(p, instance)
                        && p.parent()
                                .filter(parent -> carries(parent, instance))
                                .isEmpty())
                .count();
    }

    private static boolean carries(ProcessHandle process, DemoInstance instance) {
        return process.info()
                .arguments()
                .filter(arguments -> List.of(arguments).contains(instance.token()))
                .isPresent();
    }

    private static String counter(Path home, List<String> wrong) throws IOException {
        long expected = 0;
        for (String line : Files.readAllLines(home.resolve("data/counter"))) {
            expected++;
            if (!line.equals(Long.toString(expected))) {
                wrong.add("counter says " + line + " where " + expected + " belongs");
                break;
            }
        }
        if (expected == 0) {
            wrong.add("counter is empty");
        }
        return "1.." + expected + (wrong.isEmpty() ? " no gap" : "");
    }

    /** Compares the data that never changes with every other copy there is; the copies are the parked ones. */
    private String digests(DemoInstance instance, Path home, List<String> wrong) throws IOException {
        String here = sha256(home.resolve("data/blocks"));
        int copies = 0;
        for (EmbeddedHost host : hosts) {
            Path parked = host.instances()
                    .resolve(".evac/away")
                    .resolve(instance.name())
                    .resolve("data/blocks");
            if (Files.exists(parked)) {
                copies++;
                if (!sha256(parked).equals(here)) {
                    wrong.add("the copy on " + host.name() + " differs");
                }
            }
        }
        return here.substring(0, 12) + " = " + copies + " parked";
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
