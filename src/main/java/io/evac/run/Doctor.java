package io.evac.run;

import io.evac.inventory.Host;
import java.util.List;

/** Examines a host from close by; what it cannot reach is a finding too. Thread-safe. */
@FunctionalInterface
public interface Doctor {
    List<Hosts.DoctorFinding> examine(Host host);
}
