package io.evac.driver.libvirt;

import io.evac.driver.libvirt.Domain.Storage;
import io.evac.driver.libvirt.DomainXml.DiskXml;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            new DomainAdvice(domain, move).into(objections);
            ImageFile.Answer said = ImageFile.ask(virsh, from, domain);
            images(from, domain, said, move.instance().toString(), objections);
            variables(from, to, domain, move.instance().toString(), objections);
            new SourceRoom(from, domain, move, said.free()).into(objections);
            there(to, move, domain, objections.isEmpty()).stream()
                    .map(Objection::againstItsPlace)
                    .forEach(objections::add);
            if (domain.shared()) {
                storage.objection(from, to, domain, said)
                        .map(Objection::againstItsPlace)
                        .ifPresent(objections::add);
            }
        } catch (FailureException e) {
            objections.add(unasked(e.failure()));
        } catch (IllegalArgumentException e) {
            objections.add(unreadable(e));
        }
        return objections;
    }

    /** What its destination says, or that it says nothing. */
    private List<Objection> there(Host to, Move move, Domain domain, boolean fine) {
        List<Objection> there = new ArrayList<>();
        try {
            new DestinationAdvice(virsh, to, move, domain).into(there, fine);
        } catch (FailureException e) {
            there.add(unasked(e.failure()));
        } catch (IllegalArgumentException e) {
            there.add(unreadable(e));
        }
        return there;
    }

    private static Objection unreadable(IllegalArgumentException settings) {
        return ObjectionCode.SETTINGS.error(String.valueOf(settings.getMessage()), "Maybe correct hosts.yaml");
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
        new DomainAdvice(domain, move).into(objections);
        return objections.stream().filter(ObjectionCode::forbids).findFirst();
    }

    /** What else needs its images by now, of those that travel: it would lose them when the parked copy is deleted. */
    static Optional<Objection> needed(Virsh virsh, Host from, Domain domain, Move move) {
        return domain.storage() == Storage.OWN
                ? needs(
                        ImageFile.ask(virsh, from, domain).files(),
                        move.instance().toString())
                : Optional.empty();
    }

    /** The same of a parked copy: where its names are taken again, nobody can mean its files. */
    static Optional<Objection> neededParked(Virsh virsh, Host from, Domain domain) {
        return domain.storage() == Storage.OWN
                ? needs(
                        ImageFile.ask(virsh, from, domain).files().stream()
                                .filter(image -> image.lies().isEmpty())
                                .toList(),
                        from.name() + "/" + domain.definition().name())
                : Optional.empty();
    }

    private static Optional<Objection> needs(List<ImageFile> images, String name) {
        return images.stream()
                .flatMap(image -> image.need().map(need -> need.objection(image.shown(name))).stream())
                .filter(ObjectionCode::forbids)
                .findFirst();
    }

    /** UEFI variables are made anew under the path that the definition says, on either host. */
    private static void variables(Host from, Host to, Domain domain, String name, List<Objection> objections) {
        String path = domain.definition().nvram();
        List<String> images = List.of(
                LibvirtSettings.of(from).images(), LibvirtSettings.of(to).images());
        if (!path.isEmpty() && !LibvirtSettings.keepsVariables(path, images)) {
            objections.add(ObjectionCode.VARIABLES.error(
                    name + " has its UEFI variables in " + Texts.quoted(path) + ", neither in "
                            + LibvirtSettings.VARIABLES + " nor below libvirt.images of both hosts",
                    "Maybe move the file to " + LibvirtSettings.VARIABLES
                            + " while it is off, and name it: virsh edit"));
        }
    }

    /** What the image files themselves forbid. */
    private static void images(
            Host from, Domain domain, ImageFile.Answer said, String name, List<Objection> objections) {
        String directory = LibvirtSettings.of(from).images();
        if (!said.lacking().isEmpty()) {
            objections.add(DestinationAdvice.lacking(from, said.lacking()));
        }
        if (said.place().isEmpty()) {
            objections.add(DestinationAdvice.unusable(from, directory));
        }
        for (ImageFile image : said.files()) {
            String which = image.shown(name);
            image(image, which, objections);
            if (domain.storage() == Storage.OWN) {
                own(image, which, said.place(), directory, objections);
            }
        }
    }

    private static void image(ImageFile image, String which, List<Objection> objections) {
        if (image.lies().isEmpty()) {
            objections.add(ObjectionCode.FILE_MISSING.error(which + ", is not there", "Maybe restore it"));
        } else if (!image.kind().startsWith("regular")) {
            objections.add(ObjectionCode.DISK_KIND.error(
                    which + ", is a " + Texts.quoted(image.kind()) + ", not an image file",
                    "Maybe name the image file itself: virsh edit"));
        }
    }

    /** Of disks that travel, and whose names are taken away behind them. */
    private static void own(ImageFile image, String which, String place, String directory, List<Objection> objections) {
        boolean regular = !image.lies().isEmpty() && image.kind().startsWith("regular");
        if (regular && !place.isEmpty() && !image.lies().equals(place)) {
            objections.add(ObjectionCode.ELSEWHERE.error(
                    which + ", is on another file system than " + directory,
                    "Maybe set libvirt.images to its directory, or: virsh blockcopy --pivot"));
        }
        if (!image.based().isEmpty()) {
            objections.add(ObjectionCode.BACKING.error(
                    which + ", is based on " + Texts.quoted(image.based().getFirst()),
                    "Maybe make it whole: virsh blockpull --wait, or blockcopy --pivot"));
        }
        image.need().ifPresent(need -> objections.add(need.objection(which)));
    }

    /** What would run on the two hosts, for people. */
    List<String> commands(Move move) {
        Host to = hosts.apply(move.to());
        Domain domain =
                Domain.of(virsh, hosts.apply(move.from()), move.instance().name());
        String name = move.instance().name().value();
        String from = move.from() + ": ";
        List<String> lines = new ArrayList<>();
        boolean layers = domain.running() && !move.type().equals(MigrationType.COLD);
        for (DiskXml disk : domain.travelling()) {
            Layer layer = Layer.of(disk.source());
            if (layers) {
                lines.add(from + "virsh snapshot-create-as " + name + " --disk-only --no-metadata --diskspec "
                        + disk.target() + ",file=" + layer.base() + ".evac-" + (domain.top() + 1));
            }
            lines.add(from + "copy " + layer.base() + " to " + move.to() + ":"
                    + LibvirtSettings.of(to).images() + "/" + layer.file(0));
        }
        boolean over = move.type().handsOver() && domain.running();
        lines.add(from
                + (over ? "virsh migrate --live --suspend " + name : "virsh shutdown " + name)
                + (domain.shared() ? "" : "  (then what changed once more)"));
        if (!domain.shared()) {
            lines.add(move.from() + " and " + move.to() + ": SHA-256 of every image, compared");
        }
        lines.add(from + "virsh undefine " + name + " --keep-nvram");
        move.diskSize()
                .ifPresent(size -> lines.add(
                        move.to() + ": qemu-img create -f qcow2 a layer of " + size.bytes() + " bytes over its image"));
        lines.add(move.to() + ": virsh define " + name + "; virsh " + (over ? "resume " : "start ") + name);
        return lines;
    }
}
