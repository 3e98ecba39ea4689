package io.evac.remote.tree;

import io.evac.migration.FailureException;
import java.util.List;

/** Lets {@code io.evac.fuzz} read what hosts say of a tree, which is this room's own. */
public final class ManifestOpening {
    private static final Exclusions SOCKETS = new Exclusions(List.of("run/*.sock"));

    private ManifestOpening() {}

    /**
     * The paths of what is there.
     *
     * @throws FailureException for what is no manifest, as a move is told of it
     */
    public static Iterable<String> paths(byte[] said) {
        try {
            Manifest manifest = ManifestParser.parse(said, SOCKETS, true);
            manifest.weight();
            return manifest.entries().keySet();
        } catch (IllegalArgumentException malformed) {
            throw Faults.malformed("alpha:/srv/evac/web", malformed);
        }
    }
}
