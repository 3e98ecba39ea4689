package io.evac.run;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import java.util.List;
import java.util.Optional;

/** The façade over hosts: what they are, how they are, and which take nothing for now. Thread-safe. */
public interface Hosts {
    /**
     * A host as it is now.
     *
     * @param cordon there when it takes nothing for now
     * @param report what the survey found; empty when the host could not be surveyed
     * @param problem why it could not be surveyed, with its remedy
     */
    record HostView(
            Host host, Optional<CordonStore.Cordon> cordon, Optional<HostReport> report, Optional<String> problem) {}

    /** How a check ended: nothing to do, something that costs time or safety, something that stops a move. */
    enum Verdict {
        OK,
        WARN,
        FAIL
    }

    /**
     * One thing that was checked on a host.
     *
     * @param check what was checked, e.g. {@code ssh}
     * @param text what was found
     * @param remedy starts with "Maybe"; empty when it is ok
     */
    record DoctorFinding(HostName host, Verdict verdict, String check, String text, Optional<String> remedy) {}

    /** All hosts of hosts.yaml, in its order, surveyed side by side. */
    List<HostView> list();

    /** This host, surveyed now; empty when hosts.yaml does not have it. */
    Optional<HostView> find(HostName host);

    /**
     * Checks these hosts (all when none is named).
     *
     * @throws IllegalArgumentException for a host that hosts.yaml does not have
     */
    List<DoctorFinding> doctor(List<HostName> hosts);

    /**
     * From now on the host takes nothing ({@code true}), or takes again. The same again changes nothing.
     *
     * @throws IllegalArgumentException for a host that hosts.yaml does not have
     */
    void cordon(HostName host, boolean cordoned, String actor);
}
