package io.evac.verify;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.RunState;
import io.evac.migration.Carrier;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardState;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.Guards;
import io.evac.migration.Observation;
import io.evac.migration.Verifier;
import io.evac.plan.Move;
import io.evac.verify.Finding.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at both ends of a moved instance, without the journal: really there, really gone? Read-only, thread-safe. */
public final class Check implements Verifier {
    private static final Duration HEALTH = Duration.ofSeconds(10);

    /** Whoever was healthy when it was activated, and answers late once, is busy rather than sick. */
    private static final int LOOKS = 3;

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private final Function<HostName, Host> hosts;
    private final Function<Host, Carrier> carriers;
    private final Guards guards;

    public Check(Function<HostName, Host> hosts, Function<Host, Carrier> carriers, Guards guards) {
        this.hosts = hosts;
        this.carriers = carriers;
        this.guards = guards;
    }

    /** Everything that is not as a moved instance should be; a host that does not answer is a finding too, the last. */
    public List<Finding> of(Move move) {
        List<Finding> findings = new ArrayList<>();
        Optional<Observation> here = look(move.instance(), findings);
        here.ifPresent(seen -> gone(move, seen, findings));
        Optional<Observation> there = well(move.arrived(), move, findings);
        if (here.isPresent() && there.isPresent()) {
            same(move, here.get().facts(), there.get().facts(), findings);
        }
        findings.sort(Comparator.comparing(finding -> finding.kind() == Kind.UNANSWERED));
        return findings;
    }

    @Override
    public Optional<Failure> moved(Move move) {
        return failure(of(move));
    }

    @Override
    public Optional<Failure> at(InstanceRef place, Move move) {
        List<Finding> findings = new ArrayList<>();
        well(place, move, findings);
        return failure(findings);
    }

    private static void gone(Move move, Observation here, List<Finding> findings) {
        GuardFacts facts = here.facts();
        if (!cannotStart(facts.state()) || facts.inPlace() || here.running() == RunState.RUNNING) {
            findings.add(new Finding(
                    Kind.NOT_GONE,
                    move.instance() + " is not parked: " + said(here),
                    "Maybe somebody put it back; stop one of the two copies by hand"));
        }
    }

    /** Parked, or what a way home that came to nothing has made of the parked copy. */
    private static boolean cannotStart(GuardState state) {
        return switch (state) {
            case FENCED, RECEIVING, REVOKED -> true;
            case OPEN, QUIESCED, RELEASED, ABSENT, SEALED, ACTIVATING, ACTIVE, FINALIZING -> false;
        };
    }

    private Optional<Observation> well(InstanceRef place, Move move, List<Finding> findings) {
        Optional<Observation> there = look(place, findings);
        String remedy = place.equals(move.instance())
                ? "Maybe look at its log there"
                : "Maybe look at its log there, or send it home with evac rollback";
        there.ifPresent(seen -> {
            if (!asPlanned(move, seen)) {
                findings.add(new Finding(
                        Kind.NOT_THERE,
                        place + " should be in place and " + wanted(move).name().toLowerCase(Locale.ROOT) + ": "
                                + said(seen),
                        remedy));
            } else if (move.wasRunning()) {
                healthy(place, remedy, findings);
            }
        });
        return there;
    }

    private static boolean asPlanned(Move move, Observation there) {
        GuardState state = there.facts().state();
        boolean at = state == GuardState.OPEN || state == GuardState.ACTIVE;
        return at && there.facts().inPlace() && there.running() == wanted(move);
    }

    private static RunState wanted(Move move) {
        return move.wasRunning() ? RunState.RUNNING : RunState.STOPPED;
    }

    private void healthy(InstanceRef ref, String remedy, List<Finding> findings) {
        try {
            int looks = 0;
            boolean well = false;
            while (!well && looks < LOOKS) {
                well = guards.on(hosts.apply(ref.host())).healthy(ref.name(), HEALTH);
                looks++;
            }
            if (!well) {
                findings.add(new Finding(Kind.SICK, ref + " runs and is not healthy", remedy));
            }
        } catch (GuardUnreachableException silent) {
            findings.add(unanswered(ref, silent.getMessage()));
        }
    }

    /** The parked copy's record says what the source had; without one nobody knows. */
    private static void same(Move move, GuardFacts here, GuardFacts there, List<Finding> findings) {
        if (here.state() == GuardState.FENCED && there.record() > 0 && there.autostart() != here.autostart()) {
            findings.add(new Finding(
                    Kind.OTHER,
                    move.arrived() + (there.autostart() ? " starts" : " does not start") + " at boot, unlike on "
                            + move.from(),
                    "Maybe its definition was edited while it moved; try evac rollback, then move it again"));
        }
    }

    private static String said(Observation seen) {
        return seen.facts().state() + ", " + seen.running()
                + (seen.facts().inPlace() ? ", in place" : ", not in place");
    }

    private Optional<Observation> look(InstanceRef ref, List<Finding> findings) {
        Host host = hosts.apply(ref.host());
        try {
            return Optional.of(carriers.apply(host).observe(ref, host));
        } catch (FailureException silent) {
            findings.add(unanswered(ref, silent.failure().what()));
            return Optional.empty();
        }
    }

    private static Finding unanswered(InstanceRef ref, String silence) {
        return new Finding(Kind.UNANSWERED, ref.host() + " could not be asked: " + silence, "Maybe try again later");
    }

    /** The first finding gives the code; every one is told with its remedy. */
    private static Optional<Failure> failure(List<Finding> findings) {
        if (findings.isEmpty()) {
            return Optional.empty();
        }
        Finding last = findings.getLast();
        String before = findings.subList(0, findings.size() - 1).stream()
                .map(finding -> finding.what() + ". " + finding.remedy() + ". ")
                .collect(Collectors.joining());
        Kind first = findings.getFirst().kind();
        return Optional.of(
                first == Kind.UNANSWERED
                        ? new Failure.Transient(first.code(), before + last.what(), AGAIN)
                        : new Failure.Permanent(first.code(), before + last.what(), last.remedy()));
    }
}
