package io.evac.remote.tree;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code probe.sh} found out about a host and about one instance there.
 *
 * @param facts by the keys that it says; what a host lacks has none
 */
public record Tools(Map<String, String> facts) {
    /** Whose {@code tar} it is: that decides its options. */
    public enum Tar {
        GNU,
        BUSYBOX,
        /** None, or one that is not known to keep what a tree holds. */
        NONE
    }

    private static final Set<String> TELLING =
            Set.of("ext2/ext3", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "overlayfs");

    private static final Set<String> OF_AN_INSTANCE = Set.of("home", "away", "definition", "filesystem");
    /** What shows or carries extended attributes and ACLs. */
    private static final Set<String> OF_ATTRIBUTES =
            Set.of("getfattr", "tar-xattrs", "tar-acls", "rsync-xattrs", "rsync-acls");

    public Tools {
        facts = Map.copyOf(facts);
    }

    /** @throws IllegalArgumentException when the output is not complete */
    static Tools parse(String output) {
        Map<String, String> facts = new TreeMap<>();
        boolean complete = false;
        for (String line : output.lines().limit(100).toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                facts.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
            }
            complete = line.equals("end");
        }
        if (!complete) {
            throw new IllegalArgumentException("the probe's answer is cut short");
        }
        return new Tools(facts);
    }

    /** The same host, with what {@code look.sh} says of another or a later moment's instance. */
    Tools with(Tools look) {
        Map<String, String> all = new TreeMap<>(facts);
        all.keySet().removeAll(OF_AN_INSTANCE);
        all.putAll(look.facts);
        return new Tools(all);
    }

    /** The same host, with a copy of the instance that arrives there. */
    Tools arrived() {
        Map<String, String> all = new TreeMap<>(facts);
        all.put("away", "yes");
        return new Tools(all);
    }

    /** The same host, as if nothing there could show or carry extended attributes and ACLs. */
    public Tools withoutAttributes() {
        Map<String, String> all = new TreeMap<>(facts);
        all.keySet().removeAll(OF_ATTRIBUTES);
        return new Tools(all);
    }

    /** Whether the host has that tool, or can do that. */
    public boolean has(String tool) {
        return "yes".equals(facts.get(tool));
    }

    /** A number that was found out; empty when there is none. */
    public Optional<Long> number(String key) {
        String text = facts.getOrDefault(key, "");
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Whether Evac works there as root. */
    public boolean root() {
        return "0".equals(facts.get("uid"));
    }

    public Tar tar() {
        String version = facts.getOrDefault("tar", "");
        if (version.startsWith("tar (GNU tar)")) {
            return Tar.GNU;
        }
        return version.startsWith("tar (busybox)") || version.contains("BusyBox") ? Tar.BUSYBOX : Tar.NONE;
    }

    /** A rsync that reads names from stdin and bears that some of them are gone (3.1 or newer). */
    boolean rsync() {
        return has("rsync-new");
    }

    /** Whether its {@code stat} tells fractions of a second. */
    boolean nanos() {
        return facts.getOrDefault("stat", "").matches(".*:\\d\\d\\.\\d{9} .*");
    }

    /**
     * Whether a write through a memory map shows in the time stamps of the instance's file system, once its pages were
     * written out; on tmpfs, for one, it never does.
     */
    boolean stampsTellWrites() {
        return TELLING.contains(facts.getOrDefault("filesystem", ""));
    }

    /** What the host lacks to make manifests and digests, for people; empty when they can be made there. */
    public Optional<String> missing() {
        if (!facts.containsKey("stat") || facts.get("stat").split(" ").length != 17) {
            return Optional.of("a stat that knows -c (GNU coreutils or busybox)");
        }
        for (String tool : new String[] {"sha256sum", "find", "xargs"}) {
            if (!has(tool)) {
                return Optional.of(tool);
            }
        }
        return has("nul") ? Optional.empty() : Optional.of("an xargs that knows -0");
    }
}
