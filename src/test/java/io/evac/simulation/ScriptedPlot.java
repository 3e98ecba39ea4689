package io.evac.simulation;

import io.evac.inventory.InstanceRef;
import io.evac.plan.Move;
import io.evac.simulation.Script.Incident;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** What a script says goes wrong, each thing once. */
final class ScriptedPlot implements Plot {
    private static final Duration NOTICED = Duration.ofSeconds(20);
    private static final Duration STOPS_AFTER = Duration.ofSeconds(15);
    private final List<Incident> incidents;
    private final Map<Incident, Integer> seen = new HashMap<>();
    private final Set<Incident> done = new HashSet<>();
    private final BiConsumer<String, Command> typist;
    private final BiConsumer<String, String> teller;
    private Duration noticed = NOTICED;

    /**
     * @param typist hears what people type at a point, and where
     * @param teller hears what goes wrong, and where
     */
    ScriptedPlot(List<Incident> incidents, BiConsumer<String, Command> typist, BiConsumer<String, String> teller) {
        this.incidents = List.copyOf(incidents);
        this.typist = typist;
        this.teller = teller;
    }

    /** What never came to pass: its point is none of this story. */
    List<String> left() {
        return incidents.stream()
                .filter(incident -> !done.contains(incident))
                .map(Incident::text)
                .toList();
    }

    @Override
    public Optional<Deed> at(Point point) {
        String instance = point instanceof Point.Write write
                ? write.installation().moves.stream()
                        .filter(move -> move.id().equals(write.record().id()))
                        .findFirst()
                        .map(Move::instance)
                        .map(ref -> ref.name().value())
                        .orElseThrow()
                : "";
        return happens(incident -> incident.where().is(point, instance));
    }

    @Override
    public Optional<Deed> behind(InstanceRef ref, String call) {
        return happens(incident -> incident.where().isBehind(ref, call));
    }

    private Optional<Deed> happens(Predicate<Incident> here) {
        Optional<Deed> deed = Optional.empty();
        for (Incident incident : incidents) {
            if (here.test(incident) && seen.merge(incident, 1, Integer::sum) == incident.time()) {
                done.add(incident);
                switch (incident.what()) {
                    case Script.Typed typed -> typist.accept(incident.text(), typed.command());
                    case Script.Wrong wrong -> {
                        if (deed.isPresent()) {
                            throw new IllegalStateException("two things happen at once: " + incident.text());
                        }
                        teller.accept("!", incident.text());
                        noticed = wrong.noticed();
                        deed = Optional.of(wrong.deed());
                    }
                }
            }
        }
        return deed;
    }

    @Override
    public boolean backsUp(Point point) {
        return false;
    }

    @Override
    public Duration untilNoticed(long number) {
        return noticed;
    }

    @Override
    public boolean watched() {
        return true;
    }

    @Override
    public Duration stopsAfter(long number) {
        return STOPS_AFTER;
    }
}
