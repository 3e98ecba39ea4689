package io.evac.driver.libvirt;

import io.evac.driver.libvirt.Domain.Storage;
import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.DomainXml.Size;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.Texts;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.Objection;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Says what stands against a move, by asking libvirt and looking at the files on both hosts. Thread-safe. */
final class Advice {
    private final Function<HostName, Host> hosts;
    private final Virsh virsh;
    private final SharedStorage storage;

    Advice(Function<HostName, Host> hosts, Virsh virsh) {
        this.hosts = hosts;
        this.virsh = virsh;
        this.storage = new SharedStorage(virsh);
    }

    List<Objection> objections(Move move) {
        List<Objection> objections = new ArrayList<>();
        try {
            Host from = hosts.apply(move.from());
            Host to = hosts.apply(move.to());
            InstanceName name = move.instance().name();
            Domain domain = Domain.of(virsh, from, name);
            if (!domain.defined()) {
                throw Faults.missing(move.instance().toString());
            }
            itself(domain, move, objections);
            images(from, domain, move.instance().toString(), objections);
            new DestinationAdvice(virsh, to, move, domain).into(objections);
            if (domain.shared()) {
                storage.wrong(from, to, domain).map(SharedStorage::objection).ifPresent(objections::add);
            }
        } catch (FailureException e) {
            objections.add(unasked(e.failure()));
        } catch (IllegalArgumentException e) {
            objections.add(ObjectionCode.SETTINGS.error(String.valueOf(e.getMessage()), "Maybe correct hosts.yaml"));
        }
        return objections;
    }

    private static Objection unasked(Failure failure) {
        String maybe = failure instanceof Failure.Permanent permanent
                ? permanent.maybe()
                : "Maybe the host is down; plan again when it answers";
        return switch (failure.code()) {
            case "EVAC-451" -> ObjectionCode.NOT_THERE.error(failure.what(), maybe);
            case Domain.SILENT -> ObjectionCode.LIBVIRT.error(failure.what(), DestinationAdvice.START);
            default -> ObjectionCode.UNASKED.error(failure.what(), maybe);
        };
    }

    /** What keeps a domain from moving whatever was accepted; empty when nothing does. */
    static Optional<Objection> forbidden(Domain domain, Move move) {
        List<Objection> objections = new ArrayList<>();
        itself(domain, move, objections);
        return objections.stream().filter(ObjectionCode::forbids).findFirst();
    }

    /** What its definition alone forbids. */
    private static void itself(Domain domain, Move move, List<Objection> objections) {
        String name = move.instance().toString();
        DomainXml xml = domain.definition();
        if (!domain.kept()) {
            objections.add(ObjectionCode.TRANSIENT.error(
                    name + " has no persistent definition", "Maybe: virsh dumpxml it into a file, virsh define that"));
        }
        if (domain.saved()) {
            objections.add(ObjectionCode.SAVED.error(
                    name + " has a saved memory image that its next start needs",
                    "Maybe start it, or: virsh managedsave-remove "
                            + move.instance().name()));
        }
        if (domain.snapshots() > 0) {
            objections.add(ObjectionCode.SNAPSHOTS.error(
                    name + " has " + domain.snapshots() + " snapshots or checkpoints that libvirt would lose",
                    "Maybe delete them: virsh snapshot-delete, virsh checkpoint-delete"));
        }
        for (String kind : xml.bound()) {
            objections.add(ObjectionCode.PASSTHROUGH.error(
                    name + " has a " + kind + " that belongs to its host", "Maybe detach it: virsh detach-device"));
        }
        if (xml.has("os", "nvram") && xml.nvram().isEmpty()) {
            objections.add(ObjectionCode.DISK_KIND.error(
                    name + ": its UEFI variables are not in a file", "Maybe copy them into one: virsh edit"));
        }
        boolean goesOn = move.type().equals(MigrationType.WARM) || move.type().handsOver();
        if (move.type().handsOver() && xml.has("os", "nvram")) {
            objections.add(ObjectionCode.FIRMWARE.error(
                    name + " has UEFI variables, which a hand-over does not carry",
                    "Maybe move it semi-live, warm or cold"));
        }
        processor(xml, move, goesOn, objections);
        Size planned = new Size(move.need().cpus(), move.need().memory());
        if (goesOn && !planned.equals(xml.size())) {
            objections.add(ObjectionCode.RESIZED_MEMORY.error(
                    name + " cannot go on with other CPUs or memory than it was suspended with",
                    "Maybe move it semi-live, or leave cpus and memory empty"));
        }
        move.diskSize().ifPresent(size -> larger(domain, move, goesOn, objections));
        disks(xml, name, objections);
        if (domain.storage() == Storage.MIXED) {
            objections.add(ObjectionCode.PARTLY_SHARED.error(
                    name + " has disks on shared storage and disks of its host",
                    "Maybe bring them together: virsh blockcopy --pivot"));
        }
    }

    /**
     * A disk is grown by the layer that a domain begins to write at its destination, when it boots: one that goes on with its
     * memory does not see that it is larger.
     */
    private static void larger(Domain domain, Move move, boolean goesOn, List<Objection> objections) {
        String name = move.instance().toString();
        InstanceName domainName = move.instance().name();
        if (goesOn) {
            objections.add(ObjectionCode.RESIZED_DISK.error(
                    name + " cannot go on with a larger disk than its memory knows",
                    "Maybe move it semi-live, or leave disk empty"));
        } else if (domain.disks().size() > 1) {
            objections.add(ObjectionCode.RESIZED_DISK.error(
                    name + " has " + domain.disks().size() + " disks, and the list cannot say which is to be larger",
                    "Maybe leave disk empty, and while it runs: virsh blockresize " + domainName + " TARGET SIZE"));
        } else if (domain.shared()) {
            objections.add(ObjectionCode.RESIZED_DISK.error(
                    name + " has its disk on shared storage, and the move does not touch it",
                    "Maybe leave disk empty, and while it runs: virsh blockresize " + domainName + " TARGET SIZE"));
        } else if (!move.wasRunning()) {
            objections.add(ObjectionCode.RESIZED_DISK.error(
                    name + " does not run, and only what boots at its destination is given a larger disk",
                    "Maybe start it first; or leave disk empty, and: qemu-img resize its image"));
        }
    }

    /** What its host alone gives it. A hand-over carries the model that libvirt has chosen, saved memory does not. */
    private static void processor(DomainXml xml, Move move, boolean goesOn, List<Objection> objections) {
        String mode = xml.attribute("mode", "cpu");
        boolean hosts = mode.equals("host-passthrough") || mode.equals("maximum");
        boolean saved = move.type().equals(MigrationType.WARM) && mode.equals("host-model");
        if (!hosts && !saved) {
            return;
        }
        String name = move.instance().toString();
        String maybe = "Maybe give it a model that both hosts have: virsh hypervisor-cpu-baseline";
        objections.add(
                goesOn
                        ? ObjectionCode.CPU_OF_HOST.error(
                                name + " is given its host's own CPU and cannot go on with another one", maybe)
                        : ObjectionCode.CPU_OF_HOST.warning(
                                name + " is given its host's own CPU: it will see another one after the move", maybe));
    }

    private static void disks(DomainXml xml, String name, List<Objection> objections) {
        Set<String> names = new HashSet<>();
        for (DiskXml disk : xml.disks()) {
            if (disk.drive()) {
                continue;
            }
            String which = name + ": disk " + disk.target();
            if (!disk.file()) {
                objections.add(ObjectionCode.DISK_KIND.error(
                        which + " is a " + disk.type() + ", not a file",
                        "Maybe copy it into an image file: virsh blockcopy --pivot"));
            } else if (!disk.alone()) {
                objections.add(ObjectionCode.SHARED_DISK.error(
                        which + " is read-only or shared with other domains", "Maybe detach it: virsh detach-disk"));
            } else if (disk.source().chars().anyMatch(c -> c < ' ' || c == ',')
                    // A layer names the file below it; QEMU takes what stands before a colon for a protocol.
                    || Layer.of(disk.source()).file(0).indexOf(':') >= 0) {
                objections.add(ObjectionCode.DISK_KIND.error(
                        which + " has a comma or control character in its path, or a colon in its name",
                        "Maybe rename the file"));
            } else if (!names.add(Layer.of(disk.source()).file(0))) {
                objections.add(ObjectionCode.SAME_NAMES.error(
                        which + " has a file of the same name as another of its disks", "Maybe rename one of them"));
            }
        }
    }

    /** What the image files themselves forbid. */
    private void images(Host from, Domain domain, String name, List<Objection> objections) {
        LibvirtSettings settings = LibvirtSettings.of(from);
        String directory = settings.images();
        List<String> arguments =
                new ArrayList<>(List.of(directory, domain.definition().name()));
        domain.disks().forEach(disk -> arguments.add(Layer.of(disk.source()).base()));
        Frames said = new Frames(virsh.ask(from, Virsh.Script.IMAGES, new byte[0], arguments.toArray(String[]::new)));
        try {
            String tool = said.next();
            if (!tool.isEmpty()) {
                objections.add(DestinationAdvice.lacking(from, tool));
            }
            String place = said.next();
            if (place.isEmpty()) {
                objections.add(DestinationAdvice.unusable(from, directory));
            }
            for (DiskXml disk : domain.disks()) {
                String which = name + ": disk " + disk.target() + ", "
                        + Texts.quoted(Layer.of(disk.source()).base());
                String its = said.next();
                String kind = said.next();
                String backing = said.shown();
                String other = said.shown();
                if (!other.isEmpty()) {
                    objections.add(ObjectionCode.SHARED_DISK.error(
                            which + ", is a disk of domain " + Texts.quoted(other) + ", too",
                            "Maybe detach it there: virsh detach-disk --config"));
                }
                if (its.isEmpty()) {
                    objections.add(ObjectionCode.FILE_MISSING.error(which + ", is not there", "Maybe restore it"));
                } else if (!kind.startsWith("regular")) {
                    objections.add(ObjectionCode.DISK_KIND.error(
                            which + ", is a " + kind + ", not an image file",
                            "Maybe name the image file itself: virsh edit"));
                } else if (domain.storage() == Storage.OWN && !place.isEmpty() && !its.equals(place)) {
                    objections.add(ObjectionCode.ELSEWHERE.error(
                            which + ", is on another file system than " + directory,
                            "Maybe set libvirt.images to its directory, or: virsh blockcopy --pivot"));
                }
                // What looks like a header in a raw image is the guest's own.
                boolean shared = domain.shared() && (!backing.startsWith("/") || settings.shares(backing));
                if (!backing.isEmpty() && !disk.format().equals("raw") && !shared) {
                    objections.add(ObjectionCode.BACKING.error(
                            which + ", is based on " + Texts.quoted(backing),
                            "Maybe make it whole: virsh blockpull --wait, or blockcopy --pivot"));
                }
            }
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(from.name().value(), e);
        }
    }

    /** What would run on the two hosts, for people. */
    List<String> commands(Move move) {
        Host to = hosts.apply(move.to());
        Domain domain =
                Domain.of(virsh, hosts.apply(move.from()), move.instance().name());
        String name = move.instance().name().value();
        List<String> lines = new ArrayList<>();
        boolean layers = domain.running() && !move.type().equals(MigrationType.COLD);
        for (DiskXml disk : domain.shared() ? List.<DiskXml>of() : domain.disks()) {
            Layer layer = Layer.of(disk.source());
            if (layers) {
                lines.add(move.from() + ": virsh snapshot-create-as " + name + " --disk-only --no-metadata --diskspec "
                        + disk.target() + ",file=" + layer.base() + ".evac-" + (domain.top() + 1));
            }
            lines.add(move.from() + ": copy " + layer.base() + " to " + move.to() + ":"
                    + LibvirtSettings.of(to).images() + "/" + layer.file(0));
        }
        lines.add(move.from() + ": virsh shutdown " + name + "  (then what changed once more)");
        lines.add(move.from() + " and " + move.to() + ": sha256sum of every image, compared");
        lines.add(move.from() + ": virsh undefine " + name + " --keep-nvram");
        move.diskSize()
                .ifPresent(size -> lines.add(
                        move.to() + ": qemu-img create -f qcow2 a layer of " + size.bytes() + " bytes over its image"));
        lines.add(move.to() + ": virsh define " + name + "; virsh start " + name);
        return lines;
    }
}
