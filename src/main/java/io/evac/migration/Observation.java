package io.evac.migration;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.RunState;
import java.time.Duration;

/**
 * The truth about an instance on one host, as the host tells it now.
 *
 * @param present whether any copy is there (in place, parked or arriving)
 * @param facts what the guard says
 */
public record Observation(boolean present, RunState running, GuardFacts facts) {
    /**
     * What the guard of a host says.
     *
     * @param again how long to wait before it is asked again
     * @throws FailureException when it does not answer
     */
    public static Observation of(Guards guards, InstanceRef ref, Host on, Duration again) {
        try {
            GuardFacts facts = guards.on(on).observe(ref.name());
            return new Observation(facts.inPlace() || facts.away(), facts.running(), facts);
        } catch (GuardUnreachableException silent) {
            throw new FailureException(new Failure.Transient(Codes.UNREACHABLE, silent.getMessage(), again), silent);
        }
    }
}
