package io.evac.inventory;

/** The inventory as hosts.yaml says now; the file may change while the daemon runs. Thread-safe. */
public interface Inventories {
    /**
     * Reads the file again when it has changed.
     *
     * @throws FileProblemsException when it cannot be used; nothing of it is then used
     */
    Inventory current() throws FileProblemsException;
}
