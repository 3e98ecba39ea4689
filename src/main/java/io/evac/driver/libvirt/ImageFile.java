package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.inventory.Host;
import io.evac.inventory.Texts;
import io.evac.plan.Objection;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a host says of an image file ({@code images.sh}).
 *
 * @param lies file system and mount; empty when it is not there
 * @param kind of file, as {@code stat} prints it
 * @param based what its bytes are in besides, or behind it
 * @param need what else of its host needs it
 */
record ImageFile(DiskXml disk, String lies, String kind, List<String> based, Optional<Need> need) {
    /** What else may need an image file. */
    enum Kind {
        /** It is a disk of another domain. */
        DISK,
        /** A disk of another domain is based on it. */
        BASE,
        /** A file that no domain names is based on it. */
        FILE,
        /** A domain has a volume that libvirt does not find. */
        UNREAD
    }

    /** @param who the domain, or the file */
    record Need(Kind kind, String who) {
        /** @param which image, for people */
        Objection objection(String which) {
            String why = which + ", " + words();
            return switch (kind) {
                case DISK -> ObjectionCode.SHARED_DISK.error(why, "Maybe detach it there: virsh detach-disk --config");
                case BASE -> ObjectionCode.SHARED_DISK.error(why, "Maybe make that one whole: virsh blockpull --wait");
                case FILE ->
                    ObjectionCode.IS_BASE.error(why, "Maybe delete that file, or make it whole: qemu-img rebase -b ''");
                case UNREAD ->
                    ObjectionCode.UNASKED.error(
                            why, "Maybe start and refresh its pool: virsh pool-start, pool-refresh");
            };
        }

        /** As {@code images.sh} says it. */
        static Optional<Need> read(String said) {
            int space = said.indexOf(' ');
            return space < 0
                    ? Optional.empty()
                    : Optional.of(new Need(
                            Kind.valueOf(said.substring(0, space).toUpperCase(Locale.ROOT)),
                            said.substring(space + 1)));
        }

        /** Behind the name of the image. */
        String words() {
            String shown = Texts.quoted(who);
            return switch (kind) {
                case DISK -> "is a disk of domain " + shown + ", too";
                case BASE -> "is what a disk of domain " + shown + " is based on";
                case FILE -> "is what " + shown + " is based on";
                case UNREAD -> "may be needed by domain " + shown + ": libvirt does not say where a volume of it lies";
            };
        }
    }

    /**
     * What a host says of all images of a domain.
     *
     * @param lacking a tool that it has not; empty for none
     * @param place where the host's own images lie; empty when they cannot be written to
     * @param free bytes there
     */
    record Answer(String lacking, String place, long free, List<ImageFile> files) {}

    /** For people. */
    String shown(String instance) {
        return instance + ": disk " + disk.target() + ", "
                + Texts.quoted(Layer.of(disk.source()).base());
    }

    static Answer ask(Virsh virsh, Host host, Domain domain) {
        List<String> arguments = new ArrayList<>(List.of(
                LibvirtSettings.URI,
                LibvirtSettings.of(host).images(),
                domain.definition().name()));
        domain.disks().forEach(disk -> {
            arguments.add(Layer.of(disk.source()).base());
            arguments.add(disk.source());
            arguments.add(disk.format().isEmpty() ? "raw" : disk.format());
        });
        Frames said = new Frames(virsh.ask(host, Virsh.Script.IMAGES, new byte[0], arguments.toArray(String[]::new)));
        try {
            String tool = said.next();
            String place = said.next();
            String free = said.next();
            List<ImageFile> files = new ArrayList<>();
            for (DiskXml disk : domain.disks()) {
                String lies = said.next();
                String kind = said.next();
                List<String> based = said.next().lines().toList();
                files.add(new ImageFile(disk, lies, kind, based, Need.read(said.next())));
            }
            return new Answer(tool, place, free.isEmpty() ? 0 : Long.parseLong(free), files);
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(host.name().value(), e);
        }
    }
}
