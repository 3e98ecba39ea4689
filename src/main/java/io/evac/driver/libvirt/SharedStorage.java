package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.driver.libvirt.ImageFile.Need;
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
 * old copy in one of them: what each of them writes there the other has to see ({@code shared.sh}). Thread-safe.
 */
record SharedStorage(Virsh virsh) {
    /**
     * What stands against the disks of a domain that are shared; leaves the hosts as they were.
     *
     * @param here what {@code from} says of their files
     */
    Optional<Objection> objection(Host from, Host to, Domain domain, ImageFile.Answer here) {
        return wrong(from, to, domain, here)
                .map(wrong -> ObjectionCode.NOT_SHARED.error(
                        wrong,
                        "Maybe choose a host that has the same storage, or correct libvirt.shared in hosts.yaml and what"
                                + " is mounted there"));
    }

    /** @throws FailureException when something does, or a host does not answer */
    void check(Host from, Host to, Domain domain) {
        objection(from, to, domain, ImageFile.ask(virsh, from, domain)).ifPresent(objection -> {
            throw new FailureException(new Failure.Permanent(objection.code(), objection.reason(), objection.remedy()));
        });
    }

    private Optional<String> wrong(Host from, Host to, Domain domain, ImageFile.Answer here) {
        LibvirtSettings there = LibvirtSettings.of(to);
        for (DiskXml disk : domain.disks()) {
            if (!there.shares(disk.source())) {
                return Optional.of(Texts.quoted(disk.source()) + " is in no directory that " + to.name() + " shares");
            }
        }
        return entangled(from, here)
                .or(() -> entangled(to, ImageFile.ask(virsh, to, domain)))
                .or(() -> apart(from, to, domain));
    }

    /** What else has a part in the disks: of the files below them only those beside them are known to be the same. */
    private static Optional<String> entangled(Host host, ImageFile.Answer said) {
        for (ImageFile image : said.files()) {
            String which = Texts.quoted(image.disk().source());
            Optional<String> elsewhere = image.based().stream()
                    .filter(file -> file.indexOf('/') >= 0 || file.indexOf(':') >= 0)
                    .findFirst();
            if (elsewhere.isPresent()) {
                return Optional.of(which + " is based on " + Texts.quoted(elsewhere.get()) + ", in another directory");
            }
            // What is based on it stays where it is, and finds it there still.
            Optional<Need> twice = image.need().filter(need -> need.kind() == ImageFile.Kind.DISK);
            if (twice.isPresent()) {
                return Optional.of(which + " " + twice.get().words() + " (on " + host.name() + ")");
            }
        }
        return Optional.empty();
    }

    private Optional<String> apart(Host from, Host to, Domain domain) {
        List<String> directories = domain.disks().stream()
                .map(DiskXml::source)
                .map(path -> path.substring(0, path.lastIndexOf('/')))
                .distinct()
                .toList();
        String mark = ".evac-" + UUID.randomUUID();
        Optional<String> wrong = say(from, "begin", mark, directories, from, to);
        if (wrong.isEmpty()) {
            wrong = say(to, "answer", mark, directories, from, to);
        }
        Optional<String> last = say(from, "end", mark, directories, from, to);
        return wrong.or(() -> last);
    }

    /** What is wrong with the first directory of which the host does not say yes. */
    private Optional<String> say(Host host, String what, String mark, List<String> directories, Host from, Host to) {
        List<String> arguments = new ArrayList<>(List.of(what, mark));
        arguments.addAll(directories);
        Frames said = new Frames(virsh.ask(host, Virsh.Script.SHARED, new byte[0], arguments.toArray(String[]::new)));
        try {
            Optional<String> wrong = Optional.empty();
            for (String directory : directories) {
                String answer = said.next();
                if (!answer.equals("yes") && wrong.isEmpty()) {
                    wrong = Optional.of(
                            answer.equals("closed")
                                    ? host.name() + " cannot write to " + Texts.quoted(directory)
                                    : Texts.quoted(directory) + " is not the same on " + from.name() + " and "
                                            + to.name());
                }
            }
            return wrong;
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(host.name().value(), e);
        }
    }
}
