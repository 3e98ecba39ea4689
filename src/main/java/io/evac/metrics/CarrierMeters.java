package io.evac.metrics;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Carrier;
import io.evac.migration.Itinerary;
import io.evac.migration.MoveContext;
import io.evac.migration.Observation;
import io.evac.migration.Outcome;
import io.evac.migration.Phase;
import io.evac.migration.PhaseAction;
import io.evac.plan.Move;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Measures each phase where it is carried out, for behind the fence the journal is written late: {@code
 * evac_phase_seconds} and {@code evac_bytes_total}. Thread-safe.
 */
public final class CarrierMeters {
    private static final Duration[] STEPS = {
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(12)
    };

    private final MeterRegistry registry;

    CarrierMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The same carrier, of whose phases each run is measured under the name of the driver. */
    public Carrier measured(String driver, Carrier carrier) {
        return new Carrier() {
            @Override
            public Itinerary itinerary(Move move) {
                return new Itinerary(carrier.itinerary(move).actions().stream()
                        .<PhaseAction>map(action -> new Measured(action, driver))
                        .toList());
            }

            @Override
            public Observation observe(InstanceRef ref, Host on) {
                return carrier.observe(ref, on);
            }
        };
    }

    private final class Measured implements PhaseAction {
        private final PhaseAction action;
        private final String driver;

        Measured(PhaseAction action, String driver) {
            this.action = action;
            this.driver = driver;
        }

        @Override
        public Phase phase() {
            return action.phase();
        }

        @Override
        public Outcome run(MoveContext ctx) {
            Timer.Sample time = Timer.start(registry);
            String outcome = "failed";
            try {
                Outcome answer = action.run(ctx.withProgress(new CountedBytes(ctx.progress(), bytes())));
                outcome = word(answer);
                return answer;
            } finally {
                time.stop(timer(outcome));
            }
        }

        private Counter bytes() {
            return Counter.builder("evac.bytes")
                    .description("Bytes that transfers have carried, repetitions included")
                    .tag(Labels.PHASE, phase().word())
                    .tag(Labels.DRIVER, driver)
                    .register(registry);
        }

        private Timer timer(String outcome) {
            return Timer.builder("evac.phase")
                    .description("How long phases took, each try and each round by itself")
                    .tag(Labels.PHASE, phase().word())
                    .tag(Labels.OUTCOME, outcome)
                    .tag(Labels.DRIVER, driver)
                    .serviceLevelObjectives(STEPS)
                    .register(registry);
        }

        @Override
        public void undo(MoveContext ctx) {
            action.undo(ctx);
        }
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> "done";
            case Outcome.Again again -> "again";
            case Outcome.Failed failed -> "failed";
        };
    }
}
