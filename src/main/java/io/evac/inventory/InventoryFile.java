package io.evac.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads hosts.yaml ({@code docs/contract.md}); an unknown key is an error with its line. Thread-safe. */
public final class InventoryFile {
    private static final int SSH_PORT = 22;

    private final Map<String, Set<String>> drivers;
    private final Map<String, Set<String>> lists;

    /** @param drivers the drivers of this version, each with the keys it knows under its own name */
    public InventoryFile(Map<String, Set<String>> drivers) {
        this(drivers, Map.of());
    }

    /** @param lists which of those keys may hold several values, for each driver that has such */
    public InventoryFile(Map<String, Set<String>> drivers, Map<String, Set<String>> lists) {
        this.drivers = Map.copyOf(drivers);
        this.lists = Map.copyOf(lists);
    }

    /**
     * Reads the file; {@code ~} in paths is the user's home, other relative paths start at the file's folder.
     *
     * @throws FileProblemsException with everything that is wrong with it
     */
    public Inventory read(Path file) throws FileProblemsException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new FileProblemsException(List.of(new FileProblem(
                    file.toString(),
                    1,
                    1,
                    "cannot be read (" + unreadable.getClass().getSimpleName() + ")",
                    "Maybe create it, or name its folder with --config DIR")));
        }
        YamlDocument document = YamlDocument.parse(file.toString(), content);
        List<Host> hosts = new ArrayList<>();
        SshSettings ssh;
        try (YamlMap root = document.root()) {
            ssh = ssh(root, file.toAbsolutePath().getParent());
            List<YamlMap> entries = root.maps("hosts");
            if (entries.isEmpty() && !root.has("hosts")) {
                root.problem("hosts", "the key hosts is missing", "Maybe add hosts: with a list of hosts");
            }
            Set<HostName> names = new HashSet<>();
            for (YamlMap entry : entries) {
                host(entry, names).ifPresent(hosts::add);
            }
            checkJumps(entries, hosts);
        }
        document.finish();
        return new Inventory(hosts, ssh);
    }

    private static SshSettings ssh(YamlMap root, Path folder) {
        Optional<YamlMap> ssh = root.map("ssh");
        Optional<Path> identity = ssh.flatMap(s -> s.value("identity", text -> path(text, folder)));
        Optional<Path> known = ssh.flatMap(s -> s.value("knownHosts", text -> path(text, folder)));
        ssh.ifPresent(YamlMap::close);
        return new SshSettings(
                identity.orElseGet(() -> path("~/.ssh/id_ed25519", folder)),
                known.orElseGet(() -> path("~/.ssh/known_hosts", folder)));
    }

    private static Path path(String text, Path folder) {
        try {
            return text.equals("~") || text.startsWith("~/")
                    ? Path.of(System.getProperty("user.home"), text.substring(1))
                    : folder.resolve(text).normalize();
        } catch (InvalidPathException notAPath) {
            throw new IllegalArgumentException(
                    "not a path: " + Texts.quoted(text) + ". Maybe ~/.ssh/id_ed25519", notAPath);
        }
    }

    private Optional<Host> host(YamlMap entry, Set<HostName> names) {
        try (entry) {
            Optional<HostName> name = entry.required("name", HostName::new);
            if (name.filter(n -> !names.add(n)).isPresent()) {
                entry.problem("name", "the name " + name.get() + " stands twice", "Maybe rename one of the hosts");
            }
            Optional<String> address = entry.required("address", t -> t);
            int port = entry.number("port").orElse(SSH_PORT);
            String user = entry.value("user", t -> t).orElse("root");
            Optional<HostName> jump = entry.value("jump", HostName::new);
            boolean sudo = entry.flag("sudo").orElse(false);
            Optional<String> driver = entry.required("driver", this::driver);
            CapacityLimit capacity =
                    entry.map("capacity").map(InventoryFile::capacity).orElse(CapacityLimit.NONE);
            Slots slots = slots(entry);
            Bandwidth bandwidth = BandwidthYaml.read(entry);
            boolean accepts = entry.flag("accepts").orElse(true);
            Map<String, String> labels = entry.map("labels").map(YamlMap::plain).orElse(Map.of());
            List<String> powerFence = entry.values("powerFence", t -> t);
            Map<String, Object> settings = driver.map(d -> settings(entry, d)).orElse(Map.of());
            if (name.isEmpty() || address.isEmpty() || driver.isEmpty()) {
                return Optional.empty();
            }
            return address(entry, address.get(), port, user, jump, sudo)
                    .map(to -> new Host(
                            name.get(),
                            to,
                            driver.get(),
                            capacity,
                            slots,
                            bandwidth,
                            accepts,
                            labels,
                            powerFence,
                            settings));
        }
    }

    private static Optional<Address> address(
            YamlMap entry, String host, int port, String user, Optional<HostName> jump, boolean sudo) {
        String key = "port";
        try {
            Address plain = new Address(host, port, user, jump);
            key = "sudo";
            return Optional.of(sudo ? new Address(host, port, user, jump, true) : plain);
        } catch (IllegalArgumentException wrong) {
            entry.problem(key, String.valueOf(wrong.getMessage()), "Maybe correct address, port or user");
            return Optional.empty();
        }
    }

    private String driver(String text) {
        if (!drivers.containsKey(text)) {
            throw new IllegalArgumentException("no driver " + Texts.quoted(text) + " in this version. Maybe one of "
                    + String.join(", ", drivers.keySet().stream().sorted().toList()));
        }
        return text;
    }

    private Map<String, Object> settings(YamlMap entry, String driver) {
        Map<String, Object> settings = new HashMap<>();
        try (YamlMap own = entry.map(driver).orElse(null)) {
            if (own != null) {
                for (String key : drivers.get(driver)) {
                    if (own.isList(key) && lists.getOrDefault(driver, Set.of()).contains(key)) {
                        settings.put(key, List.copyOf(own.values(key, t -> t)));
                    } else {
                        own.value(key, t -> t).ifPresent(text -> settings.put(key, text));
                    }
                }
            }
        }
        return settings;
    }

    private static CapacityLimit capacity(YamlMap map) {
        try (map) {
            return new CapacityLimit(
                    map.number("cpus"), map.value("memory", ByteSize::parse), map.value("disk", ByteSize::parse));
        }
    }

    private static Slots slots(YamlMap entry) {
        Optional<YamlMap> map = entry.map("slots");
        int out = map.flatMap(m -> m.number("out")).orElse(Slots.DEFAULT.out());
        int in = map.flatMap(m -> m.number("in")).orElse(Slots.DEFAULT.in());
        map.ifPresent(YamlMap::close);
        try {
            return new Slots(out, in);
        } catch (IllegalArgumentException wrong) {
            entry.problem("slots", String.valueOf(wrong.getMessage()), "Maybe {out: 2, in: 2}");
            return Slots.DEFAULT;
        }
    }

    private static void checkJumps(List<YamlMap> entries, List<Host> hosts) {
        Map<String, Host> byName = new HashMap<>();
        hosts.forEach(host -> byName.put(host.name().value(), host));
        for (YamlMap entry : entries) {
            entry.value("jump", t -> t).ifPresent(jump -> {
                Set<String> seen = new HashSet<>();
                String at = jump;
                while (byName.containsKey(at) && seen.add(at)) {
                    Optional<HostName> next = byName.get(at).address().jump();
                    if (next.isEmpty()) {
                        return;
                    }
                    at = next.get().value();
                }
                entry.problem(
                        "jump",
                        byName.containsKey(at)
                                ? "the jumps of this host go in a circle"
                                : "the jump host " + Texts.quoted(at) + " is not in this file",
                        "Maybe name a host of this file that is reached directly");
            });
        }
    }
}
