package io.evac.driver.libvirt;

import io.evac.driver.libvirt.Domain.Storage;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.Disk;
import io.evac.inventory.Host;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Resource;
import io.evac.inventory.RunState;
import io.evac.inventory.SurveyException;
import io.evac.inventory.Surveyor;
import io.evac.inventory.Texts;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at what libvirt holds on a host, in one round trip. Thread-safe. */
final class Survey implements Surveyor {
    private static final Pattern CPUS = Pattern.compile("(?m)^CPU\\(s\\):\\s+(\\d{1,9})$");
    private static final Pattern MEMORY = Pattern.compile("(?m)^Memory size:\\s+(\\d{1,15}) KiB$");
    private static final Pattern NUMBER_OR_UUID =
            Pattern.compile("\\d+|[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}");

    private final Virsh virsh;

    Survey(Virsh virsh) {
        this.virsh = virsh;
    }

    @Override
    public HostReport survey(Host host) throws SurveyException {
        LibvirtSettings settings = settings(host);
        Frames frames = new Frames(ask(host, settings));
        try {
            refuse(host, frames);
            Facts facts = Facts.read(frames, settings);
            List<String> warnings = new ArrayList<>();
            List<Instance> instances = new ArrayList<>();
            Capacity used = Capacity.NONE;
            for (Found found : domains(host, frames, settings)) {
                used = used.plus(found.need());
                if (found.nameable()) {
                    instances.add(found.instance(host));
                } else {
                    warnings.add("a domain named " + Texts.quoted(found.name())
                            + " can be no instance. Maybe rename it (virsh domrename) with letters, digits, . _ : -"
                            + " and neither digits alone nor like a UUID");
                }
            }
            return new HostReport(host.name(), facts.capacity(used), used, instances, facts.shown(), warnings);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new SurveyException(
                    host.name() + " does not answer as it should: " + Texts.line(String.valueOf(e.getMessage())),
                    "Maybe its login shell prints something for non-interactive sessions",
                    e);
        }
    }

    private static LibvirtSettings settings(Host host) throws SurveyException {
        try {
            return LibvirtSettings.of(host);
        } catch (IllegalArgumentException e) {
            throw new SurveyException(e.getMessage(), "Maybe correct its libvirt: settings in hosts.yaml", e);
        }
    }

    private byte[] ask(Host host, LibvirtSettings settings) throws SurveyException {
        try {
            Result result = virsh.run(host, Virsh.Script.SURVEY, new byte[0], LibvirtSettings.URI, settings.images());
            if (!result.ok()) {
                throw Faults.unsurveyed(host, result);
            }
            return result.stdout();
        } catch (RemoteException e) {
            throw Faults.unsurveyed(host, e);
        }
    }

    private static void refuse(Host host, Frames frames) throws SurveyException {
        switch (frames.next()) {
            case "libvirt" -> {}
            case "missing" ->
                throw new SurveyException(
                        host.name() + " has no " + frames.shown(),
                        "Maybe install libvirt-clients and qemu-utils there (qemu-img, libvirt-client elsewhere)");
            case "silent" ->
                throw new SurveyException(
                        host.name() + ": libvirt does not answer at " + LibvirtSettings.URI + ": " + frames.shown(),
                        "Maybe start libvirtd there, or let Evac's login use it (sudo: true, or the group libvirt)");
            default -> throw new IllegalArgumentException("an unknown answer");
        }
    }

    /** What the host says about itself. */
    private record Facts(int cpus, long memory, long free, Map<String, String> shown) {
        static Facts read(Frames frames, LibvirtSettings settings) {
            Map<String, String> shown = new TreeMap<>();
            for (String line : Virsh.lines(frames.next()).toList()) {
                int colon = line.indexOf(": ");
                if (line.startsWith("Running hypervisor: ")) {
                    shown.put("qemu", Texts.quoted(line.substring(colon + 2)));
                } else if (line.startsWith("Using library") && colon > 0) {
                    shown.put("libvirt", Texts.quoted(line.substring(colon + 2)));
                }
            }
            String node = frames.next();
            int cpus = Math.multiplyExact(Math.toIntExact(number(CPUS, node)), settings.overcommit());
            long memory = Math.multiplyExact(number(MEMORY, node), 1024);
            shown.put("cpu", HostCpu.shown(frames.next()));
            for (String kind : List.of("pools", "networks", "bridges")) {
                shown.put(kind, names(frames.next()));
            }
            String kilobytes = frames.next();
            long free = kilobytes.isEmpty() ? 0 : Math.multiplyExact(Long.parseLong(kilobytes), 1024);
            shown.put("system", frames.shown());
            for (String tool : List.of("tar", "rsync", "ssh")) {
                String said = frames.shown();
                shown.put(tool, said.startsWith(tool + " ") ? said.substring(tool.length() + 1) : said);
            }
            shown.put("disk free", new ByteSize(free).toString());
            return new Facts(cpus, memory, free, shown);
        }

        private static String names(String lines) {
            String names = Virsh.lines(lines).map(Texts::quoted).collect(Collectors.joining(", "));
            return names.isEmpty() ? "none" : names;
        }

        private static long number(Pattern form, String text) {
            Matcher found = form.matcher(text);
            if (!found.find()) {
                throw new IllegalArgumentException("no " + form + " in " + Texts.quoted(text));
            }
            return Long.parseLong(found.group(1));
        }

        /** Others may use the same disk, so what counts is what is free, plus what the domains hold already. */
        Capacity capacity(Capacity used) {
            return new Capacity(cpus, new ByteSize(memory), new ByteSize(free).plus(used.disk()));
        }
    }

    /** All of them, or none: one that is not told of would stay behind, and its share of the host be given to others. */
    private static List<Found> domains(Host host, Frames frames, LibvirtSettings settings) throws SurveyException {
        List<Found> found = new ArrayList<>();
        for (String word = frames.next(); !word.equals("end"); word = frames.next()) {
            switch (word) {
                case "domain" -> found.add(Found.read(frames, settings));
                case "lost" ->
                    throw new SurveyException(
                            host.name() + ": libvirt did not answer to the end: " + frames.shown(),
                            "Maybe ask again; it may have been restarted meanwhile");
                default -> throw new IllegalArgumentException("an unknown word " + Texts.quoted(word));
            }
        }
        return found;
    }

    /**
     * A domain.
     *
     * @param info as {@code virsh dominfo} prints it
     * @param images of each target; what it occupies on this host's own storage
     * @param storage where its disks lie
     */
    private record Found(
            String name,
            String state,
            DomainInfo info,
            DomainXml xml,
            Map<String, ImageSize> images,
            boolean snapshots,
            Storage storage) {
        static Found read(Frames frames, LibvirtSettings settings) {
            String name = frames.next();
            String state = frames.next();
            DomainInfo info = new DomainInfo(frames.next());
            DomainXml xml = DomainXml.parse(frames.next().getBytes(StandardCharsets.UTF_8));
            Map<String, ImageSize> images = ImageSize.table(frames.next());
            xml.disks().stream()
                    .filter(disk -> disk.file() && settings.shares(disk.source()))
                    .forEach(disk -> images.computeIfPresent(disk.target(), (target, image) -> image.elsewhere()));
            long snapshots = frames.number() + frames.number();
            return new Found(name, state, info, xml, images, snapshots > 0, settings.storage(xml));
        }

        /** virsh takes digits for the number of whatever domain runs under it, and a UUID for whose it is. */
        boolean nameable() {
            return InstanceName.isValid(name) && !NUMBER_OR_UUID.matcher(name).matches();
        }

        private List<Disk> disks() {
            return xml.disks().stream()
                    .filter(disk -> disk.device().equals("disk"))
                    .map(disk -> images.getOrDefault(disk.target(), ImageSize.UNKNOWN)
                            .of(disk))
                    .toList();
        }

        Capacity need() {
            long bytes = disks().stream().mapToLong(disk -> disk.size().bytes()).sum();
            return new Capacity(xml.cpus(), xml.memory(), new ByteSize(bytes));
        }

        Instance instance(Host host) {
            return new Instance(
                    new InstanceRef(host.name(), new InstanceName(name)),
                    Optional.of(xml.text("uuid")).filter(uuid -> !uuid.isEmpty()),
                    running(),
                    need(),
                    disks(),
                    xml.nics(),
                    new LinkedHashSet<>(types()),
                    resizable(),
                    info.says("Autostart", "enable"),
                    Fingerprint.of(xml, storage),
                    problems());
        }

        private List<String> types() {
            if (snapshots) {
                return List.of("cold");
            }
            return storage == Storage.SHARED
                    ? List.of("live", "cold")
                    : List.of("semi-live", "live+block", "warm", "cold");
        }

        private Set<Resource> resizable() {
            Set<Resource> resizable = EnumSet.noneOf(Resource.class);
            if (xml.resizable()) {
                resizable.addAll(EnumSet.of(Resource.CPUS, Resource.MEMORY));
            }
            List<Disk> disks = disks();
            if (!disks.isEmpty()
                    && disks.stream().allMatch(disk -> disk.virtualSize().isPresent())) {
                resizable.add(Resource.DISK);
            }
            return resizable;
        }

        private List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (!info.says("Persistent", "yes")) {
                problems.add("it has no persistent definition. Maybe: virsh define its XML");
            }
            return problems;
        }

        private RunState running() {
            return switch (state) {
                case "running", "idle", "paused", "in shutdown", "pmsuspended" -> RunState.RUNNING;
                case "shut off" -> RunState.STOPPED;
                default -> RunState.UNKNOWN;
            };
        }
    }
}
