package io.evac.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the drivers about what has been placed. Where something stands against a type alone, the next type is asked for;
 * where it stands against the place that was chosen, another place.
 */
final class Consultation {
    /** Places asked for one bundle; each costs its driver a look at two hosts. */
    static final int PLACES = 10;

    private final PlanRequest request;
    private final Placer placer;
    private final Destinations destinations;
    private final List<Verdict> allowed = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    /** What was said of the first place that was chosen for a bundle. */
    private final Map<Bundle, List<Verdict>> first = new IdentityHashMap<>();

    /** What is said of one instance: errors, or the warnings that go with a move. */
    private record Verdict(Placed placed, List<Objection> errors, List<String> warnings) {
        boolean refused() {
            return !errors.isEmpty();
        }
    }

    Consultation(PlanRequest request, Placer placer, Destinations destinations) {
        this.request = request;
        this.placer = placer;
        this.destinations = destinations;
    }

    /** Goes on until each bundle may go where it is put, or nowhere. */
    void settle(Placement placement) {
        Placement now = placement;
        while (true) {
            now.unplaced().forEach(this::homeless);
            List<Bundle> elsewhere = elsewhere(now);
            if (elsewhere.isEmpty()) {
                break;
            }
            now = placer.place(elsewhere, destinations);
        }
        allowed.sort(Comparator.comparing(Verdict::placed, Placed.ORDER));
    }

    /** Those that nothing speaks against, in their order. */
    List<Placed> allowed() {
        return allowed.stream().map(Verdict::placed).toList();
    }

    /** What is to be known about them nevertheless. */
    List<String> warnings() {
        return allowed.stream().flatMap(one -> one.warnings().stream()).toList();
    }

    List<Refusal> refusals() {
        return refusals;
    }

    /** Those that might be put elsewhere, which they have left; the others are settled. */
    private List<Bundle> elsewhere(Placement placement) {
        Map<Departure, Verdict> verdicts = new IdentityHashMap<>();
        ask(placement.placed(destinations.unfit()))
                .forEach(one -> verdicts.put(one.placed().departure(), one));
        List<Bundle> elsewhere = new ArrayList<>();
        placement.chosen().forEach((bundle, choice) -> {
            List<Verdict> said = bundle.members().stream()
                    .map(verdicts::get)
                    .sorted(Comparator.comparing(Verdict::placed, Placed.ORDER))
                    .toList();
            if (said.stream().noneMatch(Verdict::refused)) {
                allowed.addAll(said);
            } else if (onlyThere(bundle, said)) {
                choice.site().remove(bundle);
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
        boolean fixed = bundle.destination().isPresent()
                || errors.stream().anyMatch(error -> error.against() == Objection.Against.ALL);
        if (fixed || errors.stream().allMatch(Objection::ofType)) {
            return false;
        }
        Objection why = errors.stream()
                .filter(error -> error.against() == Objection.Against.PLACE)
                .findFirst()
                .orElseThrow();
        first.putIfAbsent(bundle, said);
        destinations.unfit().note(bundle, said.getFirst().placed().to(), why);
        return destinations.unfit().of(bundle).size() < PLACES;
    }

    /** The best type of each that nothing stands against, or what stands against the best. */
    private List<Verdict> ask(List<Placed> placed) {
        List<Verdict> verdicts = new ArrayList<>();
        List<Placed> asked = placed;
        while (!asked.isEmpty()) {
            List<Move> drafts = Numbering.number(asked, request.policy().canaries(), PlanId.PROVISIONAL);
            Advice advice =
                    new Advice(drafts, request.adviser(), request.choices().accept());
            List<Placed> otherwise = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                Placed one = asked.get(i);
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
            asked = otherwise;
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
        String asked = destinations.unfit().words(bundle);
        String nowhere = asked.isEmpty() ? "" : "; no other host takes it, asked: " + asked;
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
