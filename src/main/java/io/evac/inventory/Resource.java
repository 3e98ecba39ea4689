package io.evac.inventory;

import java.util.Locale;

/** What an instance has a size of. */
public enum Resource {
    CPUS,
    MEMORY,
    DISK;

    /** As the column of a list is named. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
