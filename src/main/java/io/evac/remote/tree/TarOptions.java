package io.evac.remote.tree;

import java.util.ArrayList;
import java.util.List;

/** The argument vectors of {@code tar} for two hosts: what both ends can carry, and nothing an end would misread. */
public record TarOptions(Tools source, Tools destination) {
    private static final List<String> NAMESPACES = List.of("user.*", "trusted.*", "security.capability");
    /** What xargs of busybox passes on in one call, with some room. */
    private static final int PIECE = 20_000;

    private boolean pax() {
        return source.tar() == Tools.Tar.GNU && destination.tar() == Tools.Tar.GNU;
    }

    /** Reads names, ended by NUL, on stdin. */
    public List<String> create() {
        if (source.tar() != Tools.Tar.GNU) {
            return List.of("xargs", "-0", "tar", "-c", "-f", "-", "--no-recursion", "--numeric-owner");
        }
        List<String> argv = new ArrayList<>(List.of("tar", "--create", "--file=-", "--blocking-factor=128"));
        argv.add("--numeric-owner");
        if (pax()) {
            argv.addAll(List.of(
                    "--format=posix",
                    "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime",
                    "--sparse"));
            argv.addAll(attributes());
        } else {
            argv.add("--format=gnu");
        }
        argv.addAll(List.of("--no-recursion", "--null", "--files-from=-"));
        return argv;
    }

    /** Reads an archive on stdin. */
    public List<String> extract() {
        if (destination.tar() != Tools.Tar.GNU) {
            return List.of("tar", "-x", "-f", "-", "--numeric-owner");
        }
        List<String> argv = new ArrayList<>(List.of("tar", "--extract", "--file=-", "--numeric-owner"));
        argv.addAll(List.of("--preserve-permissions", "--delay-directory-restore", "--warning=no-timestamp"));
        if (destination.root()) {
            argv.add("--same-owner");
        }
        if (pax()) {
            argv.addAll(attributes());
        }
        return argv;
    }

    /** Whether holes stay holes. */
    public boolean sparse() {
        return pax();
    }

    /** Whether extended attributes are carried. */
    public boolean xattrs() {
        return pax() && source.has("tar-xattrs") && destination.has("tar-xattrs");
    }

    /** Whether ACLs are carried. */
    public boolean acls() {
        return pax() && source.has("tar-acls") && destination.has("tar-acls");
    }

    /** What is packed, one archive after the other: small packers take a handful of names at once. */
    List<List<String>> archives(Delta delta) {
        // Small unpackers set a directory's mode and time when they meet it, others at the end of each small archive.
        List<String> names = delta.names(source.tar() != Tools.Tar.GNU || destination.tar() != Tools.Tar.GNU);
        return Names.pieces(names, source.tar() != Tools.Tar.GNU ? PIECE : Integer.MAX_VALUE);
    }

    private List<String> attributes() {
        List<String> argv = new ArrayList<>();
        if (xattrs()) {
            argv.add("--xattrs");
            NAMESPACES.forEach(names -> argv.add("--xattrs-include=" + names));
        }
        if (acls()) {
            argv.add("--acls");
        }
        return argv;
    }
}
