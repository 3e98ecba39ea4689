package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.inventory.Host;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Frames;
import java.util.ArrayList;
import java.util.List;

/**
 * What a host says of an image file ({@code images.sh}).
 *
 * @param lies file system and mount; empty when it is not there
 * @param kind of file, as {@code stat} prints it
 * @param based what its bytes are in besides, or behind it
 * @param other another domain of the host that has it; empty for none
 */
record ImageFile(DiskXml disk, String lies, String kind, List<String> based, String other) {
    /**
     * What a host says of all images of a domain.
     *
     * @param lacking a tool that it has not; empty for none
     * @param place where the host's own images lie; empty when they cannot be written to
     */
    record Answer(String lacking, String place, List<ImageFile> files) {}

    static Answer ask(Virsh virsh, Host host, Domain domain) {
        List<String> arguments = new ArrayList<>(
                List.of(LibvirtSettings.of(host).images(), domain.definition().name()));
        domain.disks().forEach(disk -> arguments.add(Layer.of(disk.source()).base()));
        Frames said = new Frames(virsh.ask(host, Virsh.Script.IMAGES, new byte[0], arguments.toArray(String[]::new)));
        try {
            String tool = said.next();
            String place = said.next();
            List<ImageFile> files = new ArrayList<>();
            for (DiskXml disk : domain.disks()) {
                String lies = said.next();
                String kind = said.next();
                // What looks like a header in a raw image is the guest's own.
                List<String> based = said.next().lines().toList();
                files.add(
                        new ImageFile(disk, lies, kind, disk.format().equals("raw") ? List.of() : based, said.next()));
            }
            return new Answer(tool, place, files);
        } catch (IllegalArgumentException e) {
            throw Faults.malformed(host.name().value(), e);
        }
    }
}
