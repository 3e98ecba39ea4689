package io.evac.run;

import io.evac.hook.LocalCommand;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Inventory;
import io.evac.migration.GuardUnreachableException;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.run.Runs.KnownOff;
import io.evac.run.Runs.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes sure that a silent host is off, only ever because an operator commanded it: by the operator's own word, or by the
 * host's power fence. Everything goes into the audit trail. A host that answers is not off.
 */
final class OffHosts {
    /** How long a power fence may take. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int USAGE = 2;
    private final Supplier<Inventory> inventory;
    private final Walks walks;
    private final RunStore runs;
    private final LocalCommand powerFence;
    private final Clock clock;

    OffHosts(Supplier<Inventory> inventory, Walks walks, RunStore runs, LocalCommand powerFence, Clock clock) {
        this.inventory = inventory;
        this.walks = walks;
        this.runs = runs;
        this.powerFence = powerFence;
        this.clock = clock;
    }

    /**
     * Answers by whose word or proof it is off, for the moves' records.
     *
     * @throws RefusedException when that host has nothing to do with an instance, answers, or cannot be proved to be off
     */
    String proof(RunId run, Plan plan, List<String> instances, KnownOff off, String actor) {
        List<Move> moves = concerned(plan, instances, off.host());
        Host host = inventory.get().host(off.host());
        refuseIfItAnswers(off.host());
        String at = " at " + clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String names = moves.stream().map(move -> move.instance().toString()).collect(Collectors.joining(", "));
        if (!off.powerFence()) {
            runs.event(run, "host-off", actor, off.host() + " is off by the word of " + actor + ", for " + names);
            return "by the word of " + actor + at;
        }
        switchOff(run, host, names, actor);
        return "by its power fence, commanded by " + actor + at;
    }

    private static List<Move> concerned(Plan plan, List<String> instances, HostName host) {
        List<Move> moves = instances.isEmpty() ? List.of() : MoveSelection.of(plan, instances);
        String others = moves.stream()
                .filter(move -> !move.to().equals(host))
                .map(move -> move.instance() + " goes to " + move.to())
                .collect(Collectors.joining(", "));
        if (moves.isEmpty() || !others.isEmpty()) {
            throw new RefusedException(
                    USAGE,
                    "EVAC-560",
                    "that " + host + " is off is said of instances that were to run there"
                            + (moves.isEmpty() ? ", and none is named" : ": " + others) + "; nothing was done",
                    "Maybe name those instances and their destination");
        }
        return moves;
    }

    private void refuseIfItAnswers(HostName host) {
        try {
            walks.highestEpoch(host);
        } catch (GuardUnreachableException silent) {
            if (silent.getCause() != null) {
                return;
            }
            throw answers(host + " answers, only its guard does not: " + silent.getMessage());
        }
        throw answers(host + " answers: what it says counts");
    }

    private static RefusedException answers(String what) {
        return new RefusedException(
                1, "EVAC-561", what + "; nothing was done", "Maybe evac retry without saying that it is off");
    }

    private void switchOff(RunId run, Host host, String names, String actor) {
        if (host.powerFence().isEmpty()) {
            throw new RefusedException(
                    1,
                    "EVAC-562",
                    "hosts.yaml has no powerFence for " + host.name(),
                    "Maybe switch it off by hand, look that it is, and say so with --host-is-off " + host.name());
        }
        // Its arguments may hold a password.
        String program = host.powerFence().getFirst();
        runs.event(run, "power-fence", actor, host.name() + " is switched off by " + program + ", for " + names);
        LocalCommand.Result result = powerFence.run(host.powerFence());
        runs.event(run, "power-fence", actor, host.name() + ": " + program + ": " + result.words());
        if (!result.done()) {
            throw new RefusedException(
                    1,
                    "EVAC-563",
                    "the power fence of " + host.name() + " did not prove that it is off: " + result.words(),
                    "Maybe switch it off by hand, look that it is, and say so with --host-is-off " + host.name());
        }
    }
}
