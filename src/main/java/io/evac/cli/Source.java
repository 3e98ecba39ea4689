package io.evac.cli;

import io.evac.inventory.Durations;
import io.evac.inventory.FileProblem;
import io.evac.inventory.FileProblemsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the operand {@code LIST|JOB} names: a list, and a descriptor when there is one. */
record Source(String file, byte[] csv, Optional<JobDescriptor> job) {
    private static final int LARGEST = 10 << 20;

    /** Reads a list, or a descriptor and the list beside it. */
    static Source read(Path operand) {
        if (!JobDescriptor.isOne(operand)) {
            return new Source(operand.toString(), bytes(operand), Optional.empty());
        }
        try {
            JobDescriptor job = JobDescriptor.read(operand, bytes(operand), ZoneId.systemDefault());
            return new Source(name(job.list()), beside(job.list()), Optional.of(job));
        } catch (FileProblemsException wrong) {
            throw new CommandException(
                    Exit.ERROR,
                    "EVAC-540",
                    "the job descriptor " + operand + " cannot be used",
                    "Maybe correct the lines above.",
                    wrong.problems().stream().map(FileProblem::toString).toList());
        }
    }

    /** The calendars of the descriptor, as the API wants them. */
    List<Map<String, Object>> calendars() {
        return job.map(JobDescriptor::calendars).orElse(List.of()).stream()
                .map(file -> Map.<String, Object>of(
                        "name", name(file), "text", new String(beside(file), StandardCharsets.UTF_8)))
                .toList();
    }

    /** The body of a request that needs a list; policy included. */
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("csv", csv);
        job.ifPresent(descriptor -> body.put("policy", descriptor.policy()));
        return body;
    }

    /**
     * The body of a request to keep this schedule.
     *
     * @param operand how people named the descriptor
     * @throws CommandException for a descriptor that has no window, or a list
     */
    Map<String, Object> schedule(Path operand) {
        JobDescriptor descriptor = job.orElseThrow(() -> new CommandException(
                Exit.USAGE, "EVAC-540", operand + " is a list, not a job descriptor", "Maybe name a .yaml."));
        if (descriptor.start().isEmpty() && descriptor.cron().isEmpty()) {
            throw new CommandException(
                    Exit.ERROR,
                    "EVAC-545",
                    "the descriptor " + operand + " has no window",
                    "Maybe add window: {start: …, zone: …} or window: {cron: …, zone: …}.");
        }
        Map<String, Object> body = body();
        body.put("list", file);
        body.put("zone", descriptor.zone().getId());
        descriptor.start().ifPresent(start -> body.put("at", start.toString()));
        descriptor.cron().ifPresent(cron -> body.put("cron", cron));
        descriptor.limits().ifPresent(limits -> body.put("window", limits));
        body.put("calendars", calendars());
        body.put("notify", descriptor.told());
        body.put("bandwidth", descriptor.bandwidth().toString());
        body.put("hooks", descriptor.hooks().toString());
        descriptor.reminder().ifPresent(ahead -> body.put("reminder", Durations.text(ahead)));
        return body;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** What a descriptor names is a file: others may never end. */
    private static byte[] beside(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new CommandException(
                    Exit.ERROR, "EVAC-542", "cannot read " + file + " (it is no file)", "Maybe correct the path.");
        }
        return bytes(file);
    }

    static byte[] bytes(Path file) {
        try {
            byte[] read;
            try (InputStream in = Files.newInputStream(file)) {
                read = in.readNBytes(LARGEST + 1);
            }
            if (read.length > LARGEST) {
                throw new CommandException(Exit.ERROR, "EVAC-541", file + " is larger than 10 MiB", "Maybe split it.");
            }
            return read;
        } catch (IOException unreadable) {
            throw new CommandException(
                    Exit.ERROR,
                    "EVAC-542",
                    "cannot read " + file + " (" + unreadable.getClass().getSimpleName() + ")",
                    "Maybe correct the path, or its mode.");
        }
    }
}
