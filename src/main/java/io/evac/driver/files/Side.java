package io.evac.driver.files;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.remote.Shell;

/** One copy of an instance on one host, and how to work there. */
record Side(Host host, Shell shell, InstanceName instance, String directory, Tools tools) {
    String place() {
        return host.name() + ":" + directory;
    }
}
