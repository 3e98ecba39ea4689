package io.evac.daemon;

import io.evac.inventory.FileProblem;
import io.evac.inventory.FileProblemsException;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import io.evac.inventory.Inventories;
import io.evac.plan.Plan;
import io.evac.plan.Plans.RejectedException;
import io.evac.report.RunReport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Which hosts the caller of a request may see and use, and so which plans and runs: those all of whose moves leave and go to
 * such hosts, as hosts.yaml labels them now. Who came by no token or session is not held back here.
 */
@Component
public final class Reach {
    private final Inventories inventories;

    Reach(Inventories inventories) {
        this.inventories = inventories;
    }

    /** Of the caller. */
    public HostScope scope() {
        return Caller.now().map(Caller::hosts).orElse(HostScope.EVERY);
    }

    /** Names of all hosts of the caller; empty for somebody who may use every host, hosts.yaml's or another. */
    public Optional<Set<String>> names() {
        return restricted().map(hosts -> hosts.stream().map(HostName::value).collect(Collectors.toUnmodifiableSet()));
    }

    /** The same as names of hosts, in the order of hosts.yaml. */
    Optional<List<HostName>> restricted() {
        HostScope scope = scope();
        return scope.isEvery()
                ? Optional.empty()
                : Optional.of(
                        hosts().stream().filter(scope::covers).map(Host::name).toList());
    }

    private List<Host> hosts() {
        try {
            return inventories.current().hosts();
        } catch (FileProblemsException unusable) {
            throw new RejectedException(
                    unusable.problems().stream().map(FileProblem::toString).toList());
        }
    }

    /** Whether the caller may see and use it. */
    public boolean has(Host host) {
        return scope().covers(host);
    }

    /** @throws BeyondException when the caller may not use the host */
    public void require(HostName host) {
        if (names().filter(mine -> !mine.contains(host.value())).isPresent()) {
            throw BeyondException.of(host);
        }
    }

    /** @throws BeyondException when one of its moves is about another host */
    void require(RunReport run) {
        require("run " + run.id(), run.moves().stream().flatMap(move -> Stream.of(move.from(), move.to())));
    }

    /** @throws BeyondException when one of its moves is about another host */
    void require(Plan plan) {
        if (!has(plan)) {
            throw BeyondException.of("plan " + plan.id());
        }
    }

    boolean has(Plan plan) {
        return names().filter(mine -> !hosts(plan).allMatch(mine::contains)).isEmpty();
    }

    private static Stream<String> hosts(Plan plan) {
        return plan.moves().stream()
                .flatMap(move -> Stream.of(move.from().value(), move.to().value()));
    }

    private void require(String what, Stream<String> hosts) {
        if (names().filter(mine -> !hosts.allMatch(mine::contains)).isPresent()) {
            throw BeyondException.of(what);
        }
    }

    /**
     * Refuses labels that no host has: they are a slip of the pen.
     *
     * @throws IllegalArgumentException when one of the terms means no host now; the message ends with a remedy
     */
    public HostScope known(List<String> words) {
        HostScope scope = HostScope.parse(words);
        for (String word : scope.words()) {
            HostScope one = HostScope.parse(List.of(word));
            if (hosts().stream().noneMatch(one::covers)) {
                String labels = hosts().stream()
                        .flatMap(host -> host.labels().entrySet().stream())
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .distinct()
                        .sorted()
                        .limit(10)
                        .collect(Collectors.joining(", "));
                throw new IllegalArgumentException("no host of hosts.yaml has " + word + ". Maybe "
                        + (labels.isEmpty() ? "give hosts labels there first" : "one of " + labels));
            }
        }
        return scope;
    }
}
