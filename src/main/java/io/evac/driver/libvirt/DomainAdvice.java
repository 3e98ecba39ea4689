package io.evac.driver.libvirt;

import io.evac.driver.libvirt.Domain.Storage;
import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.DomainXml.Size;
import io.evac.inventory.InstanceName;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.Objection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a domain's definition alone has against a move. */
record DomainAdvice(Domain domain, Move move) {
    private static final String CPU = "Maybe give it a model that both hosts have: virsh hypervisor-cpu-baseline";

    void into(List<Objection> objections) {
        state(objections);
        devices(objections);
        if (move.type().equals(MigrationType.WARM) || move.type().handsOver()) {
            goesOn(objections);
        } else if (hostsCpu()) {
            objections.add(ObjectionCode.CPU_OF_HOST.warning(
                    name() + " is given its host's own CPU: it will see another one after the move", CPU));
        }
        if (move.diskSize().isPresent()) {
            larger(objections);
        }
        disks(objections);
    }

    private String name() {
        return move.instance().toString();
    }

    private void state(List<Objection> objections) {
        if (!domain.kept()) {
            objections.add(ObjectionCode.TRANSIENT.error(
                    name() + " has no persistent definition",
                    "Maybe: virsh dumpxml it into a file, virsh define that"));
        }
        if (domain.paused()) {
            objections.add(ObjectionCode.PAUSED.error(
                    name() + " is paused", "Maybe let it go on: virsh resume; or shut it off"));
        }
        if (domain.saved()) {
            objections.add(ObjectionCode.SAVED.error(
                    name() + " has a saved memory image that its next start needs",
                    "Maybe start it, or: virsh managedsave-remove "
                            + move.instance().name()));
        }
        if (domain.snapshots() > 0) {
            objections.add(ObjectionCode.SNAPSHOTS.error(
                    name() + " has " + domain.snapshots() + " snapshots or checkpoints that libvirt would lose",
                    "Maybe delete them: virsh snapshot-delete, virsh checkpoint-delete"));
        }
    }

    private void devices(List<Objection> objections) {
        DomainXml xml = domain.definition();
        for (String kind : xml.bound()) {
            objections.add(ObjectionCode.PASSTHROUGH.error(
                    name() + " has a " + kind + " that belongs to its host", "Maybe detach it: virsh detach-device"));
        }
        if (xml.has("os", "nvram") && xml.nvram().isEmpty()) {
            objections.add(ObjectionCode.DISK_KIND.error(
                    name() + ": its UEFI variables are not in a file", "Maybe copy them into one: virsh edit"));
        }
    }

    /** What cannot be where nothing in the guest starts anew. */
    private void goesOn(List<Objection> objections) {
        DomainXml xml = domain.definition();
        if (move.type().handsOver() && xml.has("os", "nvram")) {
            objections.add(ObjectionCode.FIRMWARE
                    .error(
                            name() + " has UEFI variables, which a hand-over does not carry",
                            "Maybe move it semi-live, warm or cold")
                    .againstItsType());
        }
        if (move.type().handsOver() && !xml.type().equals("kvm")) {
            objections.add(ObjectionCode.EMULATED.warning(
                    name() + " is emulated (type " + xml.type()
                            + "), and QEMU without KVM may lose writes to its memory" + " while it is handed over",
                    "Maybe move it by a type that boots it, or while its host has little to do"));
        }
        // A hand-over carries the model that libvirt has chosen, saved memory does not.
        boolean chosen = xml.attribute("mode", "cpu").equals("host-model")
                && !move.type().handsOver();
        if (hostsCpu() || chosen) {
            objections.add(ObjectionCode.CPU_OF_HOST
                    .error(name() + " is given its host's own CPU and cannot go on with another one", CPU)
                    .againstItsType());
        }
        if (!new Size(move.need().cpus(), move.need().memory()).equals(xml.size())) {
            objections.add(ObjectionCode.RESIZED_MEMORY
                    .error(
                            name() + " cannot go on with other CPUs or memory than it was suspended with",
                            "Maybe move it semi-live or cold, or leave cpus and memory empty")
                    .againstItsType());
        }
    }

    private boolean hostsCpu() {
        return Set.of("host-passthrough", "maximum")
                .contains(domain.definition().attribute("mode", "cpu"));
    }

    /**
     * A disk is grown by the layer that a domain begins to write at its destination, when it boots: one that goes on with its
     * memory does not see that it is larger.
     */
    private void larger(List<Objection> objections) {
        InstanceName domainName = move.instance().name();
        String byHand = "Maybe leave disk empty, and while it runs: virsh blockresize " + domainName + " TARGET SIZE";
        if (domain.shared()) {
            objections.add(ObjectionCode.RESIZED_DISK.error(
                    name() + " has its disk on shared storage, and the move does not touch it", byHand));
        } else if (domain.disks().size() > 1) {
            objections.add(ObjectionCode.RESIZED_DISK.error(
                    name() + " has " + domain.disks().size() + " disks, and the list cannot say which is to be larger",
                    byHand));
        } else if (!move.wasRunning()) {
            objections.add(ObjectionCode.RESIZED_DISK.error(
                    name() + " does not run, and only what boots at its destination is given a larger disk",
                    "Maybe start it first; or leave disk empty, and: qemu-img resize its image"));
        } else if (move.type().equals(MigrationType.WARM) || move.type().handsOver()) {
            objections.add(ObjectionCode.RESIZED_DISK
                    .error(
                            name() + " cannot go on with a larger disk than its memory knows",
                            "Maybe move it semi-live, or leave disk empty")
                    .againstItsType());
        }
    }

    private void disks(List<Objection> objections) {
        Set<String> names = new HashSet<>();
        for (DiskXml disk : domain.definition().disks()) {
            if (!disk.drive()) {
                disk(disk, names, objections);
            }
        }
        if (domain.storage() == Storage.MIXED) {
            objections.add(ObjectionCode.PARTLY_SHARED.error(
                    name() + " has disks on shared storage and disks of its host",
                    "Maybe bring them together: virsh blockcopy --pivot"));
        }
    }

    private void disk(DiskXml disk, Set<String> names, List<Objection> objections) {
        String which = name() + ": disk " + disk.target();
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
