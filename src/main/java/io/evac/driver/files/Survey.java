package io.evac.driver.files;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.Disk;
import io.evac.inventory.Host;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.RunState;
import io.evac.inventory.SurveyException;
import io.evac.inventory.Surveyor;
import io.evac.inventory.Texts;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import io.evac.remote.Shells;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import io.evac.remote.tree.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Looks at a host's root: one round trip for what is there, one for what runs. Thread-safe. */
final class Survey implements Surveyor {
    private static final int MAX_OUTPUT = 64 << 20;
    private static final int BATCH = 50;
    /** A status that takes longer is none. */
    static final int STATUS_SECONDS = 10;

    private static final Duration TIME = Duration.ofMinutes(10);

    private final Shells shells;
    private final int statusSeconds;

    Survey(Shells shells, int statusSeconds) {
        this.shells = shells;
        this.statusSeconds = statusSeconds;
    }

    /** A directory with a definition. */
    private record Found(String name, String owner, long bytes, byte[] yaml, InstanceFile file) {
        boolean linked() {
            return owner.equals("link");
        }
    }

    @Override
    public HostReport survey(Host host) throws SurveyException {
        String root = root(host);
        Frames frames = new Frames(run(host, script(HostScripts.SURVEY, root)).stdout());
        try {
            if (frames.next().equals("missing")) {
                throw new SurveyException(
                        host.name() + " has no directory " + root,
                        "Maybe create it, or correct files.root in hosts.yaml");
            }
            Facts facts = Facts.read(frames);
            List<String> warnings = new ArrayList<>();
            List<Found> found = instances(frames, warnings);
            Map<String, RunState> states = states(host, root, found);
            List<Instance> instances = new ArrayList<>();
            Capacity used = Capacity.NONE;
            for (Found one : found) {
                Instance instance = instance(host, one, states.getOrDefault(one.name(), RunState.UNKNOWN));
                instances.add(instance);
                used = used.plus(instance.need());
            }
            return new HostReport(host.name(), facts.capacity(used), used, instances, facts.shown(), warnings);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new SurveyException(
                    host.name() + " does not answer as it should: " + Texts.line(String.valueOf(e.getMessage())),
                    "Maybe its login shell prints something for non-interactive sessions",
                    e);
        }
    }

    private static String root(Host host) throws SurveyException {
        try {
            return FilesSettings.of(host).root();
        } catch (IllegalArgumentException e) {
            throw new SurveyException(e.getMessage(), "Maybe correct its files: settings in hosts.yaml", e);
        }
    }

    /** What the host says about itself. */
    private record Facts(int cpus, long memory, long free, Map<String, String> shown) {
        static Facts read(Frames frames) {
            int cpus = (int) Math.min(frames.number(), 1 << 20);
            long memory = Math.multiplyExact(frames.number(), 1024);
            long free = Math.multiplyExact(frames.number(), 1024);
            Map<String, String> shown = new TreeMap<>();
            shown.put("system", frames.shown());
            for (String tool : List.of("tar", "rsync", "ssh")) {
                String said = frames.shown();
                shown.put(tool, said.startsWith(tool + " ") ? said.substring(tool.length() + 1) : said);
            }
            shown.put("disk free", new ByteSize(free).toString());
            return new Facts(cpus, memory, free, shown);
        }

        /** Others may use the same disk, so what counts is what is free, plus what the instances hold already. */
        Capacity capacity(Capacity used) {
            return new Capacity(cpus, new ByteSize(memory), new ByteSize(free).plus(used.disk()));
        }
    }

    private static List<Found> instances(Frames frames, List<String> warnings) {
        List<Found> found = new ArrayList<>();
        for (String word = frames.next(); !word.equals("end"); word = frames.next()) {
            if (!word.equals("instance")) {
                throw new IllegalArgumentException("an unknown word " + Texts.quoted(word));
            }
            String name = frames.next();
            String owner = frames.next();
            long bytes = Math.multiplyExact(frames.number(), 1024);
            byte[] yaml = HexFormat.of().parseHex(frames.next());
            if (InstanceName.isValid(name)) {
                found.add(new Found(name, owner, bytes, yaml, InstanceFileReader.read(yaml)));
            } else {
                warnings.add(
                        "a directory named " + Texts.quoted(name)
                                + " holds an instance.yaml but can be no instance. Maybe rename it with letters, digits, . _ : -");
            }
        }
        return found;
    }

    private Map<String, RunState> states(Host host, String root, List<Found> found) throws SurveyException {
        List<Found> asked = found.stream()
                .filter(one -> !one.linked() && !one.file().status().isEmpty())
                .toList();
        Map<String, RunState> states = new TreeMap<>();
        for (int from = 0; from < asked.size(); from += BATCH) {
            List<Found> batch = asked.subList(from, Math.min(from + BATCH, asked.size()));
            List<String> arguments = new ArrayList<>(List.of(root, String.valueOf(statusSeconds)));
            for (Found one : batch) {
                arguments.add(one.name());
                arguments.add(String.valueOf(one.file().status().size()));
                arguments.addAll(one.file().status());
            }
            List<String> answers = run(host, script(HostScripts.STATUS, arguments.toArray(String[]::new)))
                    .out()
                    .lines()
                    .toList();
            if (answers.size() != batch.size() + 1 || !answers.getLast().equals("end")) {
                throw new IllegalArgumentException("status answered " + answers.size() + " lines");
            }
            for (int i = 0; i < batch.size(); i++) {
                states.put(batch.get(i).name(), state(answers.get(i)));
            }
        }
        return states;
    }

    private static RunState state(String exit) {
        return switch (exit) {
            case "0" -> RunState.RUNNING;
            case "3" -> RunState.STOPPED;
            default -> RunState.UNKNOWN;
        };
    }

    private static Instance instance(Host host, Found found, RunState state) {
        List<String> problems = new ArrayList<>(found.file().problems());
        if (found.linked()) {
            problems.add("its directory is a symbolic link. Maybe move the real directory to its place");
        }
        ByteSize size = new ByteSize(found.bytes());
        Set<String> types = new LinkedHashSet<>(List.of("semi-live", "cold"));
        return new Instance(
                new InstanceRef(host.name(), new InstanceName(found.name())),
                Optional.empty(),
                state,
                new Capacity(found.file().cpus(), found.file().memory(), size),
                List.of(new Disk("files", size, Optional.empty())),
                List.of(),
                types,
                Set.of(),
                found.file().autostart(),
                fingerprint(found),
                problems);
    }

    /** Name, owner, permissions and definition: what somebody changes who reconfigures an instance. */
    private static String fingerprint(Found found) {
        Sha256 sum = new Sha256();
        sum.add(found.name() + "\n" + found.owner() + "\n");
        sum.add(new String(found.yaml(), StandardCharsets.ISO_8859_1));
        return sum.hex();
    }

    private static Command script(HostScripts script, String... arguments) {
        return script.command(arguments).withMaxOutput(MAX_OUTPUT).withTimeout(TIME);
    }

    private Result run(Host host, Command command) throws SurveyException {
        try {
            Result result = shells.on(host).run(command);
            if (!result.ok()) {
                throw Faults.unsurveyed(host, result);
            }
            return result;
        } catch (RemoteException e) {
            throw Faults.unsurveyed(host, e);
        }
    }
}
