package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.DomainXml.Place;
import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What there is of one domain on one host, now.
 *
 * @param defined whether libvirt has its definition; else it is parked or arriving
 * @param running whether it may be writing
 * @param paused whether people have paused it
 * @param saved whether its memory was saved and waits for the next start
 * @param kept whether the definition outlives a stop of the domain
 * @param autostart whether libvirt starts it at boot
 * @param snapshots snapshots and checkpoints that libvirt knows of
 * @param answers whether an agent in the guest answers
 * @param definition as it is for the next start
 * @param now as it runs; the same when it does not
 * @param leaving as it is handed over to another host, with its secrets
 * @param storage where its disks lie
 */
record Domain(
        boolean defined,
        boolean running,
        boolean paused,
        boolean saved,
        boolean kept,
        boolean autostart,
        long snapshots,
        boolean answers,
        DomainXml definition,
        DomainXml now,
        DomainXml leaving,
        Storage storage) {
    /** Whose the disks of a domain are. */
    enum Storage {
        /** Its host's. */
        OWN,
        /** Of several hosts, which have the same files. */
        SHARED,
        /** Some so, some so. */
        MIXED
    }

    /** The code of the failure that libvirt does not answer where its host does. */
    static final String SILENT = "EVAC-340";

    /** A libvirtd that is restarted is back by then. */
    private static final Duration SOON = Duration.ofSeconds(15);

    /**
     * Asks the host.
     *
     * @throws FailureException when it does not answer, or holds no such domain
     */
    static Domain of(Virsh virsh, Host host, InstanceName name) {
        byte[] said = virsh.ask(
                host,
                Virsh.Script.DOMAIN,
                new byte[0],
                LibvirtSettings.URI,
                LibvirtSettings.of(host).guardRoot(),
                name.value());
        LibvirtSettings settings = LibvirtSettings.of(host);
        try {
            Frames frames = new Frames(said);
            return switch (frames.next()) {
                case "defined" -> defined(frames, settings);
                case "parked" -> parked(DomainXml.parse(bytes(frames)), settings);
                case "none" -> throw Faults.missing(host.name() + "/" + name);
                case "silent" -> throw silent(host, frames.shown());
                default -> throw new IllegalArgumentException("an unknown answer");
            };
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(host.name().value(), e);
        }
    }

    static FailureException silent(Host host, String said) {
        return new FailureException(
                new Failure.Transient(SILENT, host.name() + ": libvirt does not answer: " + said, SOON));
    }

    private static Domain defined(Frames frames, LibvirtSettings settings) {
        String state = frames.next();
        DomainInfo info = new DomainInfo(frames.next());
        DomainXml definition = DomainXml.parse(bytes(frames));
        DomainXml now = DomainXml.parse(bytes(frames));
        long snapshots = frames.number() + frames.number();
        return new Domain(
                true,
                !state.startsWith("shut off"),
                state.equals("paused (user)"),
                info.says("Managed save", "yes"),
                info.says("Persistent", "yes"),
                info.says("Autostart", "enable"),
                snapshots,
                frames.next().equals("yes"),
                definition,
                now,
                DomainXml.parse(bytes(frames)),
                settings.storage(now));
    }

    static Domain parked(DomainXml xml, LibvirtSettings settings) {
        return new Domain(false, false, false, false, true, false, 0, false, xml, xml, xml, settings.storage(xml));
    }

    private static byte[] bytes(Frames frames) {
        return frames.next().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether none of its disks travels: both hosts have them. */
    boolean shared() {
        return storage == Storage.SHARED;
    }

    /** Its disks that are files. */
    List<DiskXml> disks() {
        return now.disks().stream().filter(DiskXml::file).toList();
    }

    /**
     * Where each of its disks is to lie at a destination, by target.
     *
     * @param where for those that travel; what is shared lies where it is
     */
    Map<String, Place> places(Function<DiskXml, Place> where) {
        Function<DiskXml, Place> there = shared() ? disk -> new Place(disk.source(), disk.format()) : where;
        return disks().stream().collect(Collectors.toMap(DiskXml::target, there));
    }

    /** Those of its disks that travel. */
    List<DiskXml> travelling() {
        return shared() ? List.of() : disks();
    }

    /** The highest number among the layers that its disks are written in; 0 when they are written themselves. */
    int top() {
        return disks().stream()
                .mapToInt(disk -> Layer.of(disk.source()).number())
                .max()
                .orElse(0);
    }
}
