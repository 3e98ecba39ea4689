package io.evac.run;

import io.evac.inventory.FileProblemsException;
import io.evac.inventory.Inventories;
import io.evac.inventory.Inventory;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** hosts.yaml as it could last be read: a slip in the file must not end the cutovers that are under way. Thread-safe. */
public final class LastInventory implements Supplier<Inventory> {
    private static final Logger LOG = LoggerFactory.getLogger(LastInventory.class);

    private final Inventories inventories;
    private volatile Optional<Inventory> last = Optional.empty();
    private volatile String told = "";

    public LastInventory(Inventories inventories) {
        this.inventories = inventories;
    }

    /** @throws IllegalStateException when it could never be read */
    @Override
    public Inventory get() {
        try {
            Inventory now = inventories.current();
            last = Optional.of(now);
            told = "";
            return now;
        } catch (FileProblemsException unusable) {
            tell(String.valueOf(unusable.getMessage()));
            return last.orElseThrow(() -> new IllegalStateException(unusable.getMessage(), unusable));
        }
    }

    /** Once: whoever transfers asks every second. */
    private void tell(String problem) {
        if (!problem.equals(told)) {
            told = problem;
            LOG.warn("hosts.yaml cannot be used now; going on with what it said before: {}", problem);
        }
    }
}
