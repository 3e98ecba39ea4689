package io.evac.remote.tree;

import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Reads manifests and digests of copies; changes nothing. Thread-safe.
 *
 * <p>Methods throw a {@link io.evac.migration.FailureException} when a copy cannot be read, or not in time.
 */
public final class TreeReader {
    private static final int MAX_MANIFEST = 512 << 20;
    private static final int BATCH_FILES = 10_000;
    private static final long BATCH_BYTES = 16L << 30;
    private static final long SLOWEST = 2_000_000;
    private static final Duration MANIFEST_TIME = Duration.ofMinutes(30);
    private static final Duration BATCH_TIME = Duration.ofMinutes(5);

    /**
     * How a tree is read.
     *
     * @param still nothing may change meanwhile: whatever does is an error
     * @param settle write dirty pages out first, so that time stamps tell of every later write
     */
    public record Mode(boolean still, boolean settle, Deadline deadline) {}

    private final DigestCache cache;

    /** Remembers digests for itself, as long as files do not change. */
    public TreeReader() {
        this(new DigestCache());
    }

    TreeReader(DigestCache cache) {
        this.cache = cache;
    }

    /** What the copy holds now, which must be there. */
    public Manifest manifest(Side side, Exclusions exclusions, Mode mode) {
        Result result = run(
                side,
                Scripts.MANIFEST
                        .command(side.directory(), mode.settle() ? "settle" : "as-is")
                        .withMaxOutput(MAX_MANIFEST)
                        .withTimeout(mode.deadline().within(MANIFEST_TIME)));
        check(side, result, mode);
        try {
            return ManifestParser.parse(result.stdout(), exclusions, result.ok());
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(side.place(), e);
        }
    }

    /**
     * SHA-256 by path, in lower-case hexadecimal; a file that vanished has none.
     *
     * @param manifest that the files are from
     */
    public Map<String, String> digests(Side side, Manifest manifest, Collection<Entry> files, Mode mode) {
        Map<String, String> digests = new HashMap<>();
        List<Entry> plain = new ArrayList<>();
        List<Entry> odd = new ArrayList<>();
        for (Entry file : files) {
            cache.find(side, file)
                    .ifPresentOrElse(
                            digest -> digests.put(file.path(), digest),
                            () -> (needsEscape(file.path()) ? odd : plain).add(file));
        }
        for (List<Entry> batch : batches(plain)) {
            digests.putAll(hash(side, manifest, batch, Scripts.HASH, mode));
        }
        for (List<Entry> batch : batches(odd)) {
            digests.putAll(hash(side, manifest, batch, Scripts.HASH_ANY, mode));
        }
        cache.trim(side, manifest.entries().keySet());
        if (mode.still() && digests.size() < files.size()) {
            throw Faults.unreadable(side.place(), "files vanished while they were read");
        }
        return digests;
    }

    /** sha256sum would write these names with escapes, or cut its answer in two. */
    private static boolean needsEscape(String path) {
        return path.chars().anyMatch(c -> c == '\\' || c == '\n' || c == '\r');
    }

    private static List<List<Entry>> batches(List<Entry> files) {
        List<List<Entry>> batches = new ArrayList<>();
        long bytes = Long.MAX_VALUE;
        for (Entry file : files) {
            if (batches.isEmpty() || bytes >= BATCH_BYTES || batches.getLast().size() >= BATCH_FILES) {
                batches.add(new ArrayList<>());
                bytes = 0;
            }
            batches.getLast().add(file);
            bytes += file.size();
        }
        return batches;
    }

    private Map<String, String> hash(Side side, Manifest manifest, List<Entry> batch, Scripts script, Mode mode) {
        List<String> paths = batch.stream().map(Entry::path).toList();
        long bytes = batch.stream().mapToLong(Entry::size).sum();
        byte[] names = Names.list(paths);
        Result result = run(
                side,
                script.command(side.directory())
                        .withStdin(names)
                        .withMaxOutput(names.length + 80 * batch.size())
                        .withTimeout(mode.deadline().within(BATCH_TIME.plusSeconds(bytes / SLOWEST))));
        check(side, result, mode);
        List<String> lines =
                new String(result.stdout(), StandardCharsets.ISO_8859_1).lines().toList();
        Map<String, String> digests = script == Scripts.HASH ? named(lines) : ordered(side, lines, paths);
        for (Entry file : batch) {
            String digest = digests.get(file.path());
            if (digest != null) {
                cache.keep(side, file, digest, manifest.clock());
            }
        }
        digests.keySet().retainAll(paths);
        return digests;
    }

    private static Map<String, String> named(List<String> lines) {
        Map<String, String> digests = new HashMap<>();
        for (String line : lines) {
            if (line.matches("(?s)[0-9a-f]{64} [ *]\\./.+")) {
                digests.put(line.substring(68), line.substring(0, 64));
            }
        }
        return digests;
    }

    private static Map<String, String> ordered(Side side, List<String> lines, List<String> paths) {
        if (lines.size() != paths.size()) {
            throw Faults.malformed(side.place(), new IllegalArgumentException(lines.size() + " digests"));
        }
        Map<String, String> digests = new HashMap<>();
        Iterator<String> path = paths.iterator();
        for (String line : lines) {
            String name = path.next();
            if (line.matches("[0-9a-f]{64} .*")) {
                digests.put(name, line.substring(0, 64));
            }
        }
        return digests;
    }

    private static void check(Side side, Result result, Mode mode) {
        if (!result.ok() && (mode.still() || !Faults.onlyMoving(result.err()))) {
            throw Faults.unread(side.place(), result.exit(), result.err());
        }
    }

    private static Result run(Side side, Command command) {
        try {
            return side.shell().run(command);
        } catch (RemoteException e) {
            throw Faults.remote(side.place(), e);
        }
    }
}
