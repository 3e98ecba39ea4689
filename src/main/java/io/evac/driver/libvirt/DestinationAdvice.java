package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.DomainXml.Size;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Host;
import io.evac.inventory.Texts;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.Objection;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What stands against a move on the side of its destination: what that lacks, and what is in the way there. */
record DestinationAdvice(Virsh virsh, Host to, Move move, Domain domain) {
    static final String START = "Maybe start libvirtd there";
    private static final String EJECT = "Maybe eject it: virsh change-media --eject";
    private static final String STALE = "Maybe undefine the stale one, or choose another destination";

    /** @param fine whether nothing stands against it at its source */
    void into(List<Objection> objections, boolean fine) {
        if (move.type().handsOver() && !to.address().user().equals("root")) {
            objections.add(ObjectionCode.NO_HAND_OVER
                    .error(
                            to.name() + " is logged in to as " + to.address().user()
                                    + ", and only root's key can reach its sockets",
                            "Maybe log in as root; or move it by another type")
                    .againstItsType());
        }
        DomainXml xml = definition();
        String images = LibvirtSettings.of(to).images();
        byte[] said = virsh.ask(
                to,
                Virsh.Script.READY,
                wishes(images, fine && objections.isEmpty()),
                LibvirtSettings.URI,
                images,
                move.instance().name().value(),
                xml.text("uuid"),
                xml.type(),
                xml.attribute("arch", "os", "type"),
                xml.attribute("machine", "os", "type"),
                xml.has("cpu", "model") ? "cpu" : "any");
        try {
            Frames frames = new Frames(said);
            for (String line = frames.next(); !line.equals("end "); line = frames.next()) {
                int space = line.indexOf(' ');
                against(line.substring(0, space), line.substring(space + 1), objections);
            }
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw Faults.malformed(to.name().value(), e);
        }
    }

    /** What is to run there: a CPU that libvirt has chosen for a running domain goes with it. */
    private DomainXml definition() {
        return move.type().handsOver() && domain.running() ? domain.leaving() : domain.definition();
    }

    /** @param define whether nothing stands against it so far: libvirt 9.0 dies of the question where a device is passed through */
    private byte[] wishes(String images, boolean define) {
        DomainXml xml = definition();
        StringBuilder lines = new StringBuilder();
        if (move.type().handsOver()) {
            lines.append("socket ")
                    .append(Platform.sockets(move.instance().name()).getFirst())
                    .append('\n');
        }
        if (define) {
            lines.append("define it\n");
        }
        for (String net : xml.nets()) {
            if (net.matches("(network|bridge|direct) \\P{Cntrl}+")) {
                lines.append(net).append('\n');
            }
        }
        List<String> files = new ArrayList<>(List.of(xml.text("os", "kernel"), xml.text("os", "initrd")));
        files.add(xml.text("os", "loader"));
        files.add(xml.text("devices", "emulator"));
        for (DiskXml disk : xml.disks()) {
            if (domain.shared() && disk.file()) {
                files.add(disk.source());
            } else if (disk.file()) {
                lines.append("free ")
                        .append(images)
                        .append('/')
                        .append(Layer.of(disk.source()).file(0))
                        .append('\n');
            } else if (disk.drive() && plain(disk.source())) {
                lines.append("medium ").append(disk.source()).append('\n');
            }
        }
        String nvram = xml.nvram();
        if (plain(nvram)) {
            lines.append("free ").append(nvram).append('\n');
            files.add(nvram.substring(0, nvram.lastIndexOf('/') + 1));
        }
        files.stream()
                .filter(DestinationAdvice::plain)
                .forEach(file -> lines.append("file ").append(file).append('\n'));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(lines.append("--\n").toString().getBytes(StandardCharsets.UTF_8));
        Size size = new Size(move.need().cpus(), move.need().memory());
        out.writeBytes(move.type().handsOver() ? xml.bytes() : xml.moved(Map.of(), size));
        return out.toByteArray();
    }

    private static boolean plain(String path) {
        return !path.isEmpty() && path.indexOf('\n') < 0;
    }

    static Objection lacking(Host host, String tool) {
        return ObjectionCode.TOOLS.error(host.name() + " has no " + tool, "Maybe install qemu-utils");
    }

    static Objection unusable(Host host, String images) {
        return ObjectionCode.IMAGES.error(
                host.name() + ": " + Texts.quoted(images) + " is missing or not writable",
                "Maybe create it, or correct libvirt.images in hosts.yaml");
    }

    private void against(String kind, String what, List<Objection> objections) {
        String where = to.name() + ": ";
        String shown = Texts.quoted(what);
        switch (kind) {
            case "libvirt" ->
                objections.add(
                        ObjectionCode.LIBVIRT.error(where + "libvirt does not answer: " + Faults.tail(what), START));
            case "tool" -> objections.add(lacking(to, what));
            case "images" -> objections.add(unusable(to, what));
            case "taken" ->
                objections.add(ObjectionCode.TAKEN.error(where + shown + " is defined there already", STALE));
            case "uuid" ->
                objections.add(ObjectionCode.TAKEN.error(where + "its UUID is that of " + shown + " there", STALE));
            case "net" ->
                objections.add(ObjectionCode.NETWORK.error(
                        to.name() + " has no " + shown + " that is up",
                        "Maybe make it: virsh net-start, or a bridge of that name"));
            case "file" ->
                objections.add(ObjectionCode.FILE_MISSING.error(
                        where + shown + " is not there and its start needs it", "Maybe copy it there"));
            case "medium" ->
                objections.add(
                        move.wasRunning()
                                ? ObjectionCode.MEDIUM.error(
                                        where + shown + " is in its drive, and not there when it starts", EJECT)
                                : ObjectionCode.MEDIUM.warning(
                                        where + shown + " is in its drive and not there", EJECT));
            case "path" ->
                objections.add(
                        ObjectionCode.PATH_TAKEN.error(
                                where + shown + " is there already",
                                "Maybe it is an old copy: move it away. If both hosts share it, name its directory in libvirt.shared"));
            case "machine" ->
                objections.add(ObjectionCode.MACHINE.error(
                        where + "its machine is not to be had: " + Faults.tail(what),
                        "Maybe choose a host with the same or a newer QEMU"));
            case "cpu" -> {
                Objection objection = ObjectionCode.CPU.error(
                        where + "its CPU model is not to be had: " + Faults.tail(what),
                        "Maybe give it a model that both hosts have: virsh hypervisor-cpu-baseline");
                // What is handed over goes on with the model that was chosen for it; what boots may be given another.
                objections.add(move.type().handsOver() ? objection.againstItsType() : objection);
            }
            case "definition" ->
                objections.add(ObjectionCode.DEFINITION.error(
                        where + "libvirt does not take its definition: " + Faults.tail(what),
                        "Maybe correct it with virsh edit, or the list's cpus and memory"));
            case "socket" ->
                objections.add(ObjectionCode.NO_HAND_OVER
                        .error(
                                where + "its libvirt has no socket " + Texts.quoted(what),
                                "Maybe start libvirtd or virtproxyd there; or move it by another type")
                        .againstItsType());
            case "bytes" -> space(what, objections);
            default -> throw new IllegalArgumentException("an unknown answer " + Texts.quoted(kind));
        }
    }

    private void space(String what, List<Objection> objections) {
        long free = what.matches("\\d{1,18}") ? Long.parseLong(what) : 0;
        long memory =
                move.type().equals(MigrationType.WARM) ? move.need().memory().bytes() : 0;
        long need = move.need().disk().bytes() + memory;
        if (free < need) {
            Objection objection = ObjectionCode.NO_SPACE.error(
                    "needs " + new ByteSize(need) + " and " + to.name() + " has " + new ByteSize(free) + " free",
                    "Maybe make room there or choose another destination");
            objections.add(memory > 0 ? objection.againstItsType() : objection);
        }
    }
}
