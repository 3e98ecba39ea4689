package io.evac.run;

import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.HostName;
import io.evac.plan.PlanId;
import io.evac.schedule.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The façade over runs. Every command is audited with its actor and is idempotent: asking twice changes nothing more.
 * Instance lists name instances as {@code instance} or {@code host/instance}; empty means all. Thread-safe.
 */
public interface Runs {
    /** A command that cannot be carried out now; {@link #exitCode()} is the contract's. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int exitCode;
        private final String code;
        private final String remedy;

        public RefusedException(int exitCode, String code, String message, String remedy) {
            super(message);
            this.exitCode = exitCode;
            this.code = code;
            this.remedy = remedy;
        }

        /** 1 error, 4 plan stale, 5 busy or paused, 6 needs a human. */
        public int exitCode() {
            return exitCode;
        }

        /** Stable: {@code EVAC-5nn}. */
        public String code() {
            return code;
        }

        /** Starts with "Maybe". */
        public String remedy() {
            return remedy;
        }
    }

    /**
     * Starts the run of exactly this plan, or finds the run that it already has (and resumes it when interrupted).
     * Refused with 4 when the world changed, with the differences; with 5 when a host or instance is in another run.
     *
     * @param bandwidth as for {@link #limit}; empty for what it has, which a new run has not
     * @param hooks as for {@link #hooks}; empty for those it has, which a new run has not
     */
    RunId apply(PlanId plan, Optional<Bandwidth> bandwidth, Optional<Hooks> hooks, String actor);

    /** The same without a word of either. */
    default RunId apply(PlanId plan, String actor) {
        return apply(plan, Optional.empty(), Optional.empty(), actor);
    }

    /** Tells people, once for the window, by its words, that the run will not be done within; nothing if it is in another. */
    void willMissWindow(RunId run, String window, String why);

    /** The run may act at any time from now on, whatever its window says. */
    void leaveWindow(RunId run, String actor);

    /** Runs that wait for another window of their schedule, and its name. */
    Map<RunId, String> waiting();

    /** A run that waits for a window which will not come is paused, and people are told why. */
    void strand(RunId run, String why);

    /** Goes on with a paused or interrupted run, within its window. */
    void resume(RunId run, List<String> instances, String actor);

    /** Finishes what is between QUIESCE and the health gate, starts nothing new; resumable. */
    void pause(RunId run, List<String> instances, String actor);

    /**
     * Says when instances are to cut over, instead of their list; all that have not begun to, when none is named. Refused
     * with 5 while nobody works on the run, unless it waits for its next window.
     */
    void cutover(RunId run, List<String> instances, CutoverWish wish, String actor);

    /** What all transfers of the run may send together from now on, beside what their hosts may. */
    void limit(RunId run, Bandwidth bandwidth, String actor);

    /** What is called around its hosts and cutovers from now on; behind what was begun, too. */
    void hooks(RunId run, Hooks hooks, String actor);

    /** Undoes what is not fenced yet, also when it is stopped already; refused from FENCE to the health gate. */
    void cancel(RunId run, List<String> instances, String actor);

    /**
     * A silent host that is off, as an operator says or has its power fence prove.
     *
     * @param powerFence whether the command of hosts.yaml is to switch it off; else the operator's word counts
     */
    record KnownOff(HostName host, boolean powerFence) {}

    /**
     * Tries failed moves again (all failed ones when none is named).
     *
     * @param off for this attempt, the silent destination of the instances named; refused when it answers
     */
    void retry(RunId run, List<String> instances, Optional<KnownOff> off, String actor);

    /** Sends moved instances home, no write lost. */
    void rollback(RunId run, List<String> instances, String actor);

    /**
     * Sends moved instances back to their parked copies as they are: what was written since is lost. Refused while a
     * lossless way home is under way.
     *
     * @param off as for {@link #retry}
     */
    void discard(RunId run, List<String> instances, Optional<KnownOff> off, String actor);

    /**
     * Deletes parked copies: those on the sources of moves that are verified and still run, and those on the former
     * destinations of moves that were rolled back, when they are verified at home and run there.
     */
    void finalizeMoves(RunId run, List<String> instances, String actor);

    /**
     * Does what is due without being asked for, as actor {@code evac}: finalizes parked copies whose time is over, under the
     * conditions of {@link #finalizeMoves}, and fences copies on hosts that were off and answer again. Only {@code evac
     * serve} has it done. What cannot be done is in the run's events, and tried again later.
     */
    void keepHouse();

    /** The run of this plan, if it was ever applied. */
    Optional<RunId> ofPlan(PlanId plan);

    /** The window that the run is in; empty when it may act at any time. */
    Optional<Window> window(RunId run);

    /** Interrupted runs of this installation, which {@code evac serve} goes on with. */
    List<RunId> interrupted();
}
