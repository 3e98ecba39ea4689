package io.evac.simulation;

import io.evac.driver.simulated.CopyFacts;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.GuardState;
import io.evac.schedule.Window;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges a story by its windows, invariant I6: nothing is stopped on its way outside of them, no timer that holds an instance
 * ends later than its window, and what nothing has hindered runs at their ends. Of a machine whose clock was stepped nobody
 * can say what it took the time to be.
 */
final class WindowJudge {
    private static final String STOPS = "quiesce";

    private final Story story;
    private final Map<InstanceName, Instant> downSince = new HashMap<>();
    private Instant sent = Story.BEGINNING;

    WindowJudge(Story story) {
        this.story = story;
    }

    /** A call is about to leave an orchestrator. */
    void sends(Orchestrator from, InstanceRef to, String call) {
        Instant now = story.clock.instant();
        if (!call.equals(STOPS) || !from.cutsOver(to) || isUnsure()) {
            return;
        }
        sent = now;
        story.setting
                .nights()
                .at(now)
                .filter(window -> now.isBefore(window.opens()) || !now.isBefore(window.lockout()))
                .ifPresent(window -> violated(to + " is stopped at " + now + ", outside " + window.words()));
    }

    /** Something has happened on a host. */
    void saw(InstanceRef ref, String what) {
        if (story.setting.nights().windows().isEmpty() || isUnsure()) {
            return;
        }
        Instant now = story.clock.instant();
        List<CopyFacts> copies = story.world.copies(ref.name());
        if (what.equals(STOPS)) {
            copies.stream()
                    .filter(copy -> copy.ref().equals(ref))
                    .forEach(copy -> heldNoLongerThan(story.setting.nights().at(now), copy));
        }
        if (copies.stream().noneMatch(CopyFacts::running)) {
            downSince.putIfAbsent(ref.name(), now);
            return;
        }
        Optional.ofNullable(downSince.remove(ref.name()))
                .filter(since -> story.troubles.spared(ref.name()))
                .flatMap(since -> story.setting.nights().endBetween(since, now))
                .ifPresent(end -> violated(ref.name() + " was down at the end of a window, " + end));
    }

    private void heldNoLongerThan(Optional<Window> window, CopyFacts copy) {
        boolean held = copy.state() == GuardState.QUIESCED && ranAt(copy.ref());
        // A call that takes long takes its time with it: what is left of the window is told when it leaves.
        long late = story.clock.millis() - sent.toEpochMilli();
        window.filter(it -> held && copy.deadline() - late > it.closes().toEpochMilli())
                .ifPresent(it -> violated(copy.ref() + " is held until " + Instant.ofEpochMilli(copy.deadline())
                        + ", longer than " + it.words()));
    }

    /** What did not run when it was planned is down for nobody. */
    private boolean ranAt(InstanceRef ref) {
        return story.setting.moves().stream().anyMatch(move -> move.instance().equals(ref) && move.wasRunning());
    }

    private boolean isUnsure() {
        return story.wasStepped();
    }

    private void violated(String what) {
        story.checker.broken().add("I6: " + what);
    }
}
