package io.evac.cli;

import io.evac.inventory.Texts;
import io.evac.report.ScheduleReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The descriptors of a folder, kept as schedules as {@code evac schedule add} does: what is new or has changed is taken when
 * two looks in a row find the same, for at one look it may be half written. What cannot be used is told of once, and its
 * schedule stays as it was. Not thread-safe.
 */
final class JobFolder {
    private static final Logger LOG = LoggerFactory.getLogger(JobFolder.class);

    private final Path folder;
    private final Client daemon;
    private final Map<Path, Seen> seen = new HashMap<>();

    /** Those that wait until the daemon can take them. */
    private final Set<Path> waiting = new HashSet<>();

    private boolean unreadable;

    JobFolder(Path folder, Client daemon) {
        this.folder = folder;
        this.daemon = daemon;
    }

    /**
     * A descriptor as one look found it; the next look finds an equal one when nothing has changed.
     *
     * @param name of its schedule; empty where it cannot be used
     * @param body of the request to keep it
     * @param problem why it cannot be used, a line for each reason
     */
    private record Found(Optional<String> name, Map<String, Object> body, String problem) {
        static Found unusable(String problem) {
            return new Found(Optional.empty(), Map.of(), problem);
        }
    }

    /** @param settled whether it was taken, or told of */
    private record Seen(Found found, boolean settled) {}

    /** One look at all descriptors. Whatever befalls it, the next one may do better. */
    void look() {
        try {
            Optional<List<Path>> files = files();
            files.ifPresent(this::look);
        } catch (RuntimeException trouble) {
            LOG.warn("the job descriptors of {} are looked at again soon", folder, trouble);
        }
    }

    private void look(List<Path> files) {
        Map<Path, Found> all = new TreeMap<>();
        files.forEach(file -> all.put(file, read(file)));
        refuseDoubles(all);
        for (Path file : Set.copyOf(seen.keySet())) {
            if (!all.containsKey(file)) {
                seen.remove(file);
                waiting.remove(file);
                LOG.warn("{} is gone; its schedule stays. Maybe evac schedule disable it", shown(file));
            }
        }
        all.forEach((file, found) -> {
            Seen before = seen.get(file);
            boolean same = before != null && before.found().equals(found);
            boolean settled = same && (before.settled() || settle(file, found));
            seen.put(file, new Seen(found, settled));
        });
    }

    private Optional<List<Path>> files() {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(JobFolder::isDescriptor).toList();
            unreadable = false;
            return Optional.of(files);
        } catch (IOException | UncheckedIOException trouble) {
            if (!unreadable) {
                LOG.error("job descriptors are not picked up: cannot read {}", folder, trouble);
            }
            unreadable = true;
            return Optional.empty();
        }
    }

    private static boolean isDescriptor(Path file) {
        return JobDescriptor.isOne(file) && !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file);
    }

    private static Found read(Path file) {
        try {
            Source source = Source.read(file);
            Map<String, Object> body = source.schedule(file);
            body.put("csv", Base64.getEncoder().encodeToString(source.csv()));
            return new Found(source.job().map(JobDescriptor::name), body, "");
        } catch (CommandException wrong) {
            List<String> lines = new ArrayList<>(wrong.details());
            lines.add(wrong.code() + " " + wrong.getMessage() + ". " + wrong.remedy());
            return Found.unusable(String.join("\n", lines));
        } catch (RuntimeException odd) {
            // One that is odd must not stand before all others.
            return Found.unusable("EVAC-540 it cannot be read: " + odd);
        }
    }

    /** Of two that claim one name neither is taken: which one was meant is not ours to say. */
    private static void refuseDoubles(Map<Path, Found> all) {
        Map<String, Path> first = new HashMap<>();
        Set<Path> doubles = new HashSet<>();
        all.forEach((file, found) -> found.name().ifPresent(name -> {
            Path other = first.putIfAbsent(name.toLowerCase(Locale.ROOT), file);
            if (other != null) {
                doubles.add(file);
                doubles.add(other);
            }
        }));
        doubles.forEach(file -> all.computeIfPresent(
                file,
                (same, found) -> Found.unusable("EVAC-548 more than one descriptor has the name "
                        + found.name().orElseThrow() + ". Maybe rename all but one.")));
    }

    /** Whether the descriptor needs no other try. */
    private boolean settle(Path file, Found found) {
        if (found.name().isEmpty()) {
            refused(file, found.problem());
            return true;
        }
        String name = found.name().get();
        try {
            daemon.put("/schedules/" + Client.segment(name), found.body(), ScheduleReport.class);
            waiting.remove(file);
            LOG.info("{} is schedule {} now", shown(file), name);
            return true;
        } catch (CommandException failed) {
            if (failed.exitCode() == Exit.UNREACHABLE) {
                if (waiting.add(file)) {
                    LOG.warn("{} is tried again until it is taken: {}", shown(file), failed.getMessage());
                }
                return false;
            }
            refused(file, failed.code() + " " + failed.getMessage() + ". " + failed.remedy());
            return true;
        }
    }

    private static void refused(Path file, String problem) {
        LOG.error("{} cannot be used, and its schedule stays as it was:\n{}", shown(file), problem);
    }

    private static String shown(Path file) {
        return "job descriptor " + Texts.quoted(String.valueOf(file.getFileName()));
    }
}
