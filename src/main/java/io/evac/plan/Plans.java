package io.evac.plan;

import io.evac.inventory.HostName;
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
     */
    record Request(String file, byte[] csv, Policy policy, List<String> select, Set<String> accept) {}

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
     */
    Plan restore(HostName host, Set<String> accept);

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
