package io.evac.remote.tree;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.remote.Shell;

/**
 * One copy of an instance on one host, and how to work there.
 *
 * @param root absolute: where the instances of the host live; its guard is in {@code .evac} below it
 * @param transfer how data shall leave or enter this host
 * @param directory absolute: the copy itself, which may not be there yet
 * @param tools what the host can do and what is there of the instance
 */
public record Side(
        Host host, Shell shell, String root, Transfer transfer, InstanceName instance, String directory, Tools tools) {
    /** Host and directory, for people. */
    public String place() {
        return host.name() + ":" + directory;
    }

    /** The same copy, with what is known of it now. */
    Side with(Tools now) {
        return new Side(host, shell, root, transfer, instance, directory, now);
    }

    /** Where one-time keys live while they are needed. */
    String keys() {
        return root + "/.evac/keys";
    }

    /** The setting that {@link #transfer} came from, as it is named in hosts.yaml. */
    String setting() {
        return host.driver() + ".transfer";
    }
}
