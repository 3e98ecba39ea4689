package io.evac.plan;

import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The façade over plans. Thread-safe. */
public interface Plans {
    /**
     * What to plan.
     *
     * @param file the list's name, for people and messages
     * @param csv the list's bytes as the operator wrote them
     * @param select {@code key=value} terms (host, instance, owner, type), all of which must hold; empty for all
     * @param accept codes of objections that the operator accepts
     * @param hosts that whoever plans may use: nothing leaves others or goes there
     */
    record Request(String file, byte[] csv, Policy policy, List<String> select, Set<String> accept, HostScope hosts) {
        /** By somebody who may use every host. */
        public Request(String file, byte[] csv, Policy policy, List<String> select, Set<String> accept) {
            this(file, csv, policy, select, accept, HostScope.EVERY);
        }

        /** The same by somebody who may use these hosts only. */
        public Request within(HostScope scope) {
            return new Request(file, csv, policy, select, accept, scope);
        }
    }

    /** The list cannot be planned at all; each problem is one line for people. */
    final class RejectedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<String> problems;

        public RejectedException(List<String> problems) {
            super(String.join("\n", problems));
            this.problems = List.copyOf(problems);
        }

        public List<String> problems() {
            return problems;
        }
    }

    /**
     * Surveys, places, and stores the plan; the same list against the same world answers the same plan (I4), until its run is
     * over: then it is that plan on another occasion, with a run of its own. What is stored stays as it was; the answer's
     * refusals, hosts and warnings are told as this look found them.
     */
    Plan create(Request request);

    /**
     * Plans the way back of everything that has left a host in a run and not come home since: an ordinary plan, each row with
     * that host as its destination.
     *
     * @param accept codes of objections that the operator accepts
     * @param hosts that whoever plans may use
     */
    Plan restore(HostName host, Set<String> accept, HostScope hosts);

    /** The same by somebody who may use every host. */
    default Plan restore(HostName host, Set<String> accept) {
        return restore(host, accept, HostScope.EVERY);
    }

    /** Takes a plan that was written to a file; refused when its digest does not fit its content. */
    Plan store(Plan plan);

    Optional<Plan> find(PlanId id);

    /** Ids of stored plans, newest first. */
    List<PlanId> list();

    /** What has changed since the plan was made, one line each; empty when it can still be applied exactly. */
    List<String> differences(Plan plan);

    /** The commands each move will run on the hosts, for people; secrets never appear. */
    List<String> commands(Plan plan);
}
