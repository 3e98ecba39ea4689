package io.evac.remote.tree;

import java.util.Arrays;

/**
 * One entry of a tree.
 *
 * @param path bytes read as Latin-1, relative, without a leading {@code ./}; {@code .} is the tree itself
 * @param mode as {@code st_mode}: type and permissions
 * @param size in bytes
 * @param blocks of 512 bytes that it occupies
 * @param mtime seconds since the epoch
 * @param nanos of mtime
 * @param ctime seconds; with {@code ctimeNanos} the moment of the last change of any kind
 * @param rdev major and minor of a device, else 0
 * @param target of a symbolic link, else empty
 * @param attributes digest of extended attributes and ACLs; empty when it has none, or none could be read
 * @param leader the first path of its group of hard links within the tree; empty when it stands alone
 */
public record Entry(
        String path,
        int mode,
        long uid,
        long gid,
        long size,
        long blocks,
        long mtime,
        int nanos,
        long ctime,
        int ctimeNanos,
        long inode,
        long device,
        long links,
        long rdev,
        String target,
        String attributes,
        String leader) {
    private static final int TYPE = 0170000;

    /** Its path, for people. */
    public String shown() {
        return Names.shown(path);
    }

    /** The file type of {@code st_mode}, permissions left out. */
    public int type() {
        return mode & TYPE;
    }

    public boolean file() {
        return type() == 0100000;
    }

    public boolean directory() {
        return type() == 0040000;
    }

    public boolean link() {
        return type() == 0120000;
    }

    /** Sockets and fifos belong to the process that made them. */
    public boolean runtime() {
        return type() == 0140000 || type() == 0010000;
    }

    /** Whether it is a device. */
    public boolean node() {
        return type() == 0020000 || type() == 0060000;
    }

    /** Whether it occupies less than its size. */
    public boolean holes() {
        return blocks * 512 < size;
    }

    /** The bytes that travel for it. */
    public long weight() {
        return file() ? size : 0;
    }

    Entry withTarget(String text) {
        return new Entry(
                path,
                mode,
                uid,
                gid,
                size,
                blocks,
                mtime,
                nanos,
                ctime,
                ctimeNanos,
                inode,
                device,
                links,
                rdev,
                text,
                attributes,
                leader);
    }

    Entry withAttributes(String digest) {
        return new Entry(
                path,
                mode,
                uid,
                gid,
                size,
                blocks,
                mtime,
                nanos,
                ctime,
                ctimeNanos,
                inode,
                device,
                links,
                rdev,
                target,
                digest,
                leader);
    }

    Entry withLeader(String first) {
        return new Entry(
                path,
                mode,
                uid,
                gid,
                size,
                blocks,
                mtime,
                nanos,
                ctime,
                ctimeNanos,
                inode,
                device,
                links,
                rdev,
                target,
                attributes,
                first);
    }

    /** Equal in everything but content, as far as both ends can hold it. */
    public boolean looksLike(Entry other, Fidelity fidelity) {
        return mode == other.mode
                && uid == other.uid
                && gid == other.gid
                && weight() == other.weight()
                && rdev == other.rdev
                && sameTime(other, fidelity)
                && target.equals(other.target)
                && (!fidelity.attributes() || attributes.equals(other.attributes))
                && leader.equals(other.leader);
    }

    private boolean sameTime(Entry other, Fidelity fidelity) {
        return !timed(fidelity) || mtime == other.mtime && (!fidelity.nanos() || nanos == other.nanos);
    }

    /** Small tools cannot set the time of a symbolic link, and nothing depends on it. */
    private boolean timed(Fidelity fidelity) {
        return fidelity.nanos() || !link();
    }

    /**
     * What must be the same on both ends, as text without ambiguity: numbers first, then counted texts.
     *
     * @param digest SHA-256 of its content; empty for what is no file
     */
    public String seal(String digest, Fidelity fidelity) {
        StringBuilder seal = new StringBuilder();
        long time = timed(fidelity) ? mtime : 0;
        int fraction = fidelity.nanos() ? nanos : 0;
        for (long number : new long[] {mode, uid, gid, weight(), time, fraction, rdev}) {
            seal.append(number).append(' ');
        }
        String carried = fidelity.attributes() ? attributes : "";
        for (String text : Arrays.asList(path, target, carried, leader, digest)) {
            seal.append(text.length()).append(':').append(text);
        }
        return seal.append('\n').toString();
    }
}
