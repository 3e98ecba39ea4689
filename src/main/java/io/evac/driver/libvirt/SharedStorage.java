package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.inventory.Host;
import io.evac.inventory.Texts;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.plan.Objection;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether two hosts have the same files where they say so. A path that looks alike on both may be two directories, with an
 * old copy in one of them: what one host writes there the other has to see. Thread-safe.
 */
record SharedStorage(Virsh virsh) {
    /**
     * Tries it, for the directories of a domain's disks. Leaves nothing behind.
     *
     * @return why they are not the same; empty when they are
     * @throws io.evac.migration.FailureException when a host does not answer
     */
    Optional<String> wrong(Host from, Host to, Domain domain) {
        LibvirtSettings there = LibvirtSettings.of(to);
        List<String> directories = domain.disks().stream()
                .map(DiskXml::source)
                .map(path -> path.substring(0, path.lastIndexOf('/')))
                .distinct()
                .toList();
        for (DiskXml disk : domain.disks()) {
            if (!there.shares(disk.source())) {
                return Optional.of(Texts.quoted(disk.source()) + " is in no directory that " + to.name() + " shares");
            }
        }
        String mark = ".evac-" + UUID.randomUUID();
        try {
            return ask(from, "make", mark, directories)
                    .map(directory -> from.name() + " cannot write to " + Texts.quoted(directory))
                    .or(() -> ask(to, "see", mark, directories)
                            .map(directory -> Texts.quoted(directory) + " is not the same on " + from.name() + " and "
                                    + to.name()));
        } finally {
            ask(from, "remove", mark, directories);
        }
    }

    static Objection objection(String wrong) {
        return ObjectionCode.NOT_SHARED.error(
                wrong,
                "Maybe choose a host that has the same storage, or correct libvirt.shared in hosts.yaml and what is"
                        + " mounted there");
    }

    /** @throws FailureException when they are not the same */
    void check(Host from, Host to, Domain domain) {
        wrong(from, to, domain).map(SharedStorage::objection).ifPresent(objection -> {
            throw new FailureException(new Failure.Permanent(objection.code(), objection.reason(), objection.remedy()));
        });
    }

    /** The first directory in which it cannot be done. */
    private Optional<String> ask(Host host, String what, String mark, List<String> directories) {
        List<String> arguments = new ArrayList<>(List.of(what, mark));
        arguments.addAll(directories);
        Frames said = new Frames(virsh.ask(host, Virsh.Script.SHARED, new byte[0], arguments.toArray(String[]::new)));
        try {
            Optional<String> wrong = Optional.empty();
            for (String directory : directories) {
                if (!said.next().equals("yes") && wrong.isEmpty()) {
                    wrong = Optional.of(directory);
                }
            }
            return wrong;
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(host.name().value(), e);
        }
    }
}
