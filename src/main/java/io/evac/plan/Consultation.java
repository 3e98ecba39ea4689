package io.evac.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the drivers about what has been placed. Where something stands against a type alone, the next type is asked for;
 * where it stands against the place that was chosen, another place.
 */
final class Consultation {
    /** Places asked for one bundle, the first included; each costs its driver a look at two hosts. */
    static final int PLACES = 10;

    /** Questions about further places for all bundles together: some minutes, whatever is wrong with all of them. */
    private static final int ENOUGH = 2_000;

    private final PlanRequest request;
    private final Placer placer;
    private final Destinations destinations;
    private final List<Placed> asked = new ArrayList<>();
    private final List<Settled> allowed = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    /** What was said of the first place that was chosen for a bundle. */
    private final Map<Bundle, List<Verdict>> first = new IdentityHashMap<>();

    private int further;

    /** What is said of one instance: errors, or the warnings that go with a move. */
    private record Verdict(Placed placed, List<Objection> errors, List<String> warnings) {
        boolean refused() {
            return !errors.isEmpty();
        }
    }

    /** A verdict that stands. */
    private record Settled(Bundle bundle, Placement.Choice choice, Verdict verdict) {}

    Consultation(PlanRequest request, Placer placer, Destinations destinations) {
        this.request = request;
        this.placer = placer;
        this.destinations = destinations;
    }

    /** Goes on until each bundle may go where it is put, or nowhere. */
    void settle(Placement placement) {
        Placement now = placement;
        while (true) {
            int refused = refusals.size();
            List<Bundle> again = elsewhere(now);
            if (again.isEmpty() && refusals.size() == refused) {
                break;
            }
            // What has left a site may have made room for those that had none.
            again.addAll(now.unplaced());
            now = placer.place(again, destinations);
        }
        now.unplaced().forEach(this::homeless);
        allowed.sort(Comparator.comparing(one -> one.verdict().placed(), Placed.ORDER));
    }

    /** Everything that was asked about, be it in vain. */
    List<Placed> asked() {
        return asked;
    }

    /** Those that nothing speaks against, in their order. */
    List<Placed> allowed() {
        return allowed.stream().map(this::reasoned).toList();
    }

    /** With the reason for its place as it is at last: others have come and left since it was chosen. */
    private Placed reasoned(Settled one) {
        Placed placed = one.verdict().placed();
        String unfit = destinations.unfit().words(one.bundle());
        return placed.because(one.choice().why(placed.departure(), one.bundle(), unfit));
    }

    /** What is to be known about them nevertheless. */
    List<String> warnings() {
        return allowed.stream()
                .flatMap(one -> one.verdict().warnings().stream())
                .toList();
    }

    List<Refusal> refusals() {
        return refusals;
    }

    /** Those that might be put elsewhere, which they have left, as what is refused has; the others are settled. */
    private List<Bundle> elsewhere(Placement placement) {
        Map<Departure, Verdict> verdicts = new IdentityHashMap<>();
        ask(placement.placed()).forEach(one -> verdicts.put(one.placed().departure(), one));
        List<Bundle> elsewhere = new ArrayList<>();
        placement.chosen().forEach((bundle, choice) -> {
            List<Verdict> said = bundle.members().stream()
                    .map(verdicts::get)
                    .sorted(Comparator.comparing(Verdict::placed, Placed.ORDER))
                    .toList();
            if (said.stream().noneMatch(Verdict::refused)) {
                said.forEach(one -> allowed.add(new Settled(bundle, choice, one)));
                return;
            }
            choice.site().remove(bundle);
            if (onlyThere(bundle, said)) {
                elsewhere.add(bundle);
            } else {
                refuse(bundle, first.getOrDefault(bundle, said));
            }
        });
        return elsewhere;
    }

    /** Whether another place may help, which is noted. */
    private boolean onlyThere(Bundle bundle, List<Verdict> said) {
        List<Objection> errors =
                said.stream().flatMap(one -> one.errors().stream()).toList();
        Optional<Objection> why = errors.stream().filter(Objection::ofPlace).findFirst();
        if (bundle.destination().isPresent()
                || why.isEmpty()
                || errors.stream().anyMatch(error -> error.against() == Objection.Against.ALL)) {
            return false;
        }
        first.putIfAbsent(bundle, said);
        destinations.unfit().note(bundle, said.getFirst().placed().to(), why.get());
        further += bundle.members().size();
        return destinations.unfit().of(bundle).size() < PLACES && further <= ENOUGH;
    }

    /** The best type of each that nothing stands against, or what stands against the best. */
    private List<Verdict> ask(List<Placed> placed) {
        List<Verdict> verdicts = new ArrayList<>();
        asked.addAll(placed);
        List<Placed> open = placed;
        while (!open.isEmpty()) {
            List<Move> drafts = Numbering.number(open, request.policy().canaries(), PlanId.PROVISIONAL);
            Advice advice =
                    new Advice(drafts, request.adviser(), request.choices().accept());
            List<Placed> otherwise = new ArrayList<>();
            for (int i = 0; i < open.size(); i++) {
                Placed one = open.get(i);
                List<Objection> errors = advice.errors(i);
                if (errors.isEmpty()) {
                    verdicts.add(new Verdict(one, List.of(), advice.warnings(i)));
                } else if (one.types().size() > 1 && errors.stream().allMatch(Objection::ofType)) {
                    otherwise.add(one.next(errors));
                } else {
                    verdicts.add(new Verdict(one, one.gravest(errors), List.of()));
                }
            }
            otherwise.sort(Placed.ORDER);
            open = otherwise;
        }
        return verdicts;
    }

    private void homeless(Bundle bundle) {
        if (first.containsKey(bundle)) {
            refuse(bundle, first.get(bundle));
            return;
        }
        Obstacle obstacle = destinations.obstacle(bundle);
        String group =
                bundle.members().size() > 1 ? " (for all " + bundle.members().size() + " of its group)" : "";
        for (Departure member : bundle.members()) {
            refusals.add(member.refused(obstacle.code(), obstacle.reason() + group, obstacle.remedy()));
        }
    }

    /** Those that something stands against; the rest of a {@code together} group falls with them. */
    private void refuse(Bundle bundle, List<Verdict> said) {
        Verdict gravest = said.stream().filter(Verdict::refused).findFirst().orElseThrow();
        String nowhere = switch (destinations.unfit().of(bundle).size()) {
            case 0 -> "";
            case 1 -> "; and there is no other host for it";
            default ->
                "; none of those that were asked takes it: "
                        + destinations.unfit().words(bundle);
        };
        for (Verdict one : said) {
            Departure departure = one.placed().departure();
            if (one.refused()) {
                refusals.add(Advice.refusal(departure, one.errors(), nowhere));
            } else {
                String why = gravest.placed().departure().ref() + " is refused ("
                        + gravest.errors().getFirst().code() + ")";
                refusals.add(Bundles.broken(departure, departure.row().group().orElseThrow(), why));
            }
        }
    }
}
