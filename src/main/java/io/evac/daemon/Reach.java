package io.evac.daemon;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import io.evac.plan.Plan;
import io.evac.plan.Refusal;
import io.evac.report.RunReport;
import io.evac.run.LastInventory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Which hosts the caller of a request may see and use, and so which plans and runs: those all of whose moves leave and go to
 * such hosts, as hosts.yaml labels them; of a plan without moves its refusals say it. While the file cannot be read, it counts
 * as it last was. Who came by no token or session is not held back here.
 */
@Component
public final class Reach {
    /** As many characters of a scope are kept. */
    private static final int LONGEST = 1000;

    private static final int SHOWN = 10;

    private final LastInventory inventory;

    Reach(LastInventory inventory) {
        this.inventory = inventory;
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
            return inventory.get().hosts();
        } catch (IllegalStateException neverRead) {
            return List.of();
        }
    }

    /** @throws BeyondException when the caller may not use the host */
    public void require(HostName host) {
        if (names().filter(mine -> !mine.contains(host.value())).isPresent()) {
            throw BeyondException.of(host);
        }
    }

    /** @throws BeyondException when one of its moves is about another host, or it has none */
    void require(RunReport run) {
        Stream<String> hosts = run.moves().stream().flatMap(move -> Stream.of(move.from(), move.to()));
        if (names().filter(mine -> !within(mine, hosts)).isPresent()) {
            throw BeyondException.of("run " + run.id());
        }
    }

    /** @throws BeyondException when it is not the caller's */
    void require(Plan plan) {
        if (!plans().test(plan)) {
            throw BeyondException.of("plan " + plan.id());
        }
    }

    /** Whether a plan is the caller's, as hosts.yaml is now. */
    Predicate<Plan> plans() {
        Optional<Set<String>> names = names();
        return plan -> names.filter(mine -> !within(mine, hosts(plan))).isEmpty();
    }

    private static Stream<String> hosts(Plan plan) {
        return plan.moves().isEmpty()
                ? plan.refusals().stream().filter(refusal -> !refusal.beyond()).map(Refusal::host)
                : plan.moves().stream()
                        .flatMap(
                                move -> Stream.of(move.from().value(), move.to().value()));
    }

    /** Nothing of no host is anybody's: what was refused of it may be of every host. */
    private static boolean within(Set<String> mine, Stream<String> hosts) {
        Set<String> wanted = hosts.collect(Collectors.toSet());
        return !wanted.isEmpty() && mine.containsAll(wanted);
    }

    /**
     * Refuses labels that no host has: they are a slip of the pen.
     *
     * @param said empty for every host
     * @throws IllegalArgumentException when one of the terms means no host now, or there is none; the message ends with a
     *     remedy
     */
    public HostScope known(Optional<List<String>> said) {
        List<String> words = said.orElse(List.of());
        if (said.isPresent() && words.isEmpty()) {
            throw new IllegalArgumentException("hosts has no labels. Maybe leave it out, for every host");
        }
        HostScope scope = HostScope.parse(words);
        if (scope.toString().length() > LONGEST) {
            throw new IllegalArgumentException(
                    "too many labels of hosts. Maybe one label that all of these hosts share, " + LONGEST
                            + " characters at most");
        }
        scope.words().forEach(this::requireSome);
        return scope;
    }

    private void requireSome(String word) {
        HostScope one = HostScope.parse(List.of(word));
        if (hosts().stream().anyMatch(one::covers)) {
            return;
        }
        String labels = hosts().stream()
                .flatMap(host -> host.labels().entrySet().stream())
                .map(label -> label.getKey() + "=" + label.getValue())
                .distinct()
                .sorted()
                .limit(SHOWN)
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no host of hosts.yaml has " + word + ". Maybe "
                + (labels.isEmpty() ? "give hosts labels there first" : "one of " + labels));
    }
}
