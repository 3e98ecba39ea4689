package io.evac.fuzz;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.Slots;
import io.evac.inventory.SurveyException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host to ask, and what its survey must be like whatever it has said. */
final class Hosts {
    private Hosts() {}

    static Host of(String driver, Map<String, Object> settings) {
        return new Host(
                new HostName("alpha"),
                new Address("192.0.2.11", 22, "root", Optional.empty()),
                driver,
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                settings);
    }

    static void check(HostReport report) {
        report.warnings().forEach(Harmless::advice);
        report.facts().values().forEach(Harmless::message);
        for (Instance instance : report.instances()) {
            instance.problems().forEach(Harmless::advice);
        }
    }

    static void check(SurveyException refused) {
        Harmless.advice(refused.getMessage() + ". " + refused.remedy());
    }
}
