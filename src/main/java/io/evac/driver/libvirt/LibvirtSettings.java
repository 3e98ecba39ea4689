package io.evac.driver.libvirt;

import io.evac.driver.libvirt.Domain.Storage;
import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.inventory.Durations;
import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.inventory.Texts;
import io.evac.remote.tree.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What hosts.yaml says under {@code libvirt:}.
 *
 * @param images absolute, normal: the directory that arriving disks go to; the guard lives below it, in {@code .evac}
 * @param overcommit virtual CPUs for each CPU of the host
 * @param stopTimeout how long a guest has for its shutdown
 * @param transfer how data leaves or enters this host
 * @param shared absolute, normal: directories that hosts have in common, at the same path
 */
record LibvirtSettings(String images, int overcommit, Duration stopTimeout, Transfer transfer, List<String> shared) {
    /** The system's hypervisor: what other users run in sessions of their own is not a host's. */
    static final String URI = "qemu:///system";

    /** Where libvirt keeps the definitions of that hypervisor: in place means that one is there. */
    static final String DEFINITIONS = "/etc/libvirt/qemu";

    /** Where libvirt keeps what UEFI firmware notes. */
    static final String VARIABLES = "/var/lib/libvirt/qemu/nvram";

    /** Where distributions keep disk images. */
    static final String IMAGES = "/var/lib/libvirt/images";

    /** What operators of private clouds commonly give; memory is never given twice. */
    private static final int OVERCOMMIT = 4;

    private static final String STOP = "60s";

    private static final Pattern DIRECTORY = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._@+-]+)+");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,2}");
    static final Set<String> KEYS = Set.of("images", "overcommit", "stopTimeout", "transfer", "shared");
    static final Set<String> LISTS = Set.of("shared");

    /** @throws IllegalArgumentException when a key is unknown or a value cannot be */
    static LibvirtSettings of(Host host) {
        Map<String, Object> settings = host.settings();
        for (String key : settings.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("host " + host.name() + ": libvirt has no setting "
                        + Texts.quoted(key) + ". Maybe images, overcommit, stopTimeout, transfer or shared");
            }
        }
        String images = text(settings, "images", IMAGES);
        String overcommit = text(settings, "overcommit", String.valueOf(OVERCOMMIT));
        check(
                host,
                "images",
                images,
                DIRECTORY,
                "write an absolute path of letters, digits, . _ @ + and -, such as " + IMAGES);
        check(host, "overcommit", overcommit, NUMBER, "write a whole number from 1 to 999");
        List<String> shared = shared(host, settings.getOrDefault("shared", List.of()));
        if (shared.stream().anyMatch(directory -> within(directory, images) || directory.equals(images))) {
            throw new IllegalArgumentException("host " + host.name() + ": libvirt.images " + Texts.quoted(images)
                    + " is shared, and what Evac notes there is of this host alone."
                    + " Maybe set libvirt.images to a directory of its own");
        }
        return new LibvirtSettings(
                images,
                Integer.parseInt(overcommit),
                duration(host, text(settings, "stopTimeout", STOP)),
                Transfer.of("libvirt.transfer", text(settings, "transfer", "auto")),
                shared);
    }

    private static List<String> shared(Host host, Object value) {
        List<?> values = value instanceof List<?> several ? several : List.of(value);
        List<String> directories = values.stream().map(String::valueOf).toList();
        for (String directory : directories) {
            check(
                    host,
                    "shared",
                    directory,
                    DIRECTORY,
                    "write absolute paths of letters, digits, . _ @ + and -, such as [/srv/shared]");
        }
        return directories;
    }

    private static Duration duration(Host host, String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("host " + host.name() + ": libvirt.stopTimeout is " + e.getMessage(), e);
        }
    }

    private static String text(Map<String, Object> settings, String key, String otherwise) {
        return String.valueOf(settings.getOrDefault(key, otherwise));
    }

    private static void check(Host host, String key, String value, Pattern form, String maybe) {
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "host " + host.name() + ": libvirt." + key + " is " + Texts.quoted(value) + ". Maybe " + maybe);
        }
    }

    /** Whether a file lies where this host and others have the same. */
    boolean shares(String path) {
        return shared.stream().anyMatch(directory -> within(directory, path));
    }

    /** Whose the disks of a domain on this host are. */
    Storage storage(DomainXml domain) {
        List<DiskXml> files = domain.disks().stream().filter(DiskXml::file).toList();
        long shared = files.stream().filter(disk -> shares(disk.source())).count();
        return shared == 0 ? Storage.OWN : shared == files.size() ? Storage.SHARED : Storage.MIXED;
    }

    /**
     * Whether UEFI variables may be put there, as {@code platform.sh} has it: where they lie is said by a host.
     *
     * @param images of the hosts that will have them
     */
    static boolean keepsVariables(String path, List<String> images) {
        boolean plain = path.chars().noneMatch(Character::isISOControl) && !(path + "/").contains("/../");
        return plain
                && (within(VARIABLES, path)
                        || images.stream()
                                .allMatch(folder -> within(folder, path) && !within(folder + "/.evac", path)));
    }

    private static boolean within(String directory, String path) {
        return path.startsWith(directory + "/");
    }

    String guardRoot() {
        return images + "/.evac";
    }

    /** The copy that is parked or arrives. */
    String away(InstanceName name) {
        return guardRoot() + "/away/" + name;
    }

    /** The memory of a suspended domain, until it goes on. */
    String memory(InstanceName name) {
        return guardRoot() + "/mem/" + name + ".save";
    }

    /** Links to what does not change any more of a domain that is in place. */
    String out(InstanceName name) {
        return guardRoot() + "/out/" + name;
    }
}
