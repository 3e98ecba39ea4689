package io.evac.verify;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.RunState;
import io.evac.migration.Carrier;
import io.evac.migration.FailureException;
import io.evac.migration.Observation;
import io.evac.plan.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Looks at both ends of a moved instance, without the journal: really there, really gone? Read-only, thread-safe. */
public final class Check {
    private final Function<HostName, Host> hosts;
    private final Function<Host, Carrier> carriers;

    public Check(Function<HostName, Host> hosts, Function<Host, Carrier> carriers) {
        this.hosts = hosts;
        this.carriers = carriers;
    }

    /** Everything that is not as a moved instance should be; a host that does not answer is a finding too. */
    public List<Finding> of(Move move) {
        List<Finding> findings = new ArrayList<>();
        RunState wanted = move.wasRunning() ? RunState.RUNNING : RunState.STOPPED;
        look(move.arrived(), findings).ifPresent(there -> {
            if (!there.facts().inPlace() || there.running() != wanted) {
                findings.add(new Finding(
                        "EVAC-430",
                        move.arrived() + " is " + there.running()
                                + (there.facts().inPlace() ? "" : ", not in place"),
                        "Maybe look at its log there, or send it home with evac rollback"));
            }
        });
        look(move.instance(), findings).ifPresent(here -> {
            if (here.facts().inPlace() || here.running() == RunState.RUNNING) {
                findings.add(new Finding(
                        "EVAC-431",
                        move.instance() + " is still there: " + here.facts().state() + ", " + here.running(),
                        "Maybe somebody put it back; stop one of the two copies by hand"));
            }
        });
        return findings;
    }

    private java.util.Optional<Observation> look(InstanceRef ref, List<Finding> findings) {
        Host host = hosts.apply(ref.host());
        try {
            return java.util.Optional.of(carriers.apply(host).observe(ref, host));
        } catch (FailureException silent) {
            findings.add(new Finding(
                    "EVAC-432", ref.host() + " could not be asked: " + silent.getMessage(), "Maybe try again later"));
            return java.util.Optional.empty();
        }
    }
}
