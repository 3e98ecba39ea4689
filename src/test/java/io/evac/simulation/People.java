package io.evac.simulation;

import io.evac.driver.simulated.CopyFacts;
import io.evac.inventory.InstanceName;
import io.evac.migration.GuardState;
import java.util.Optional;
import java.util.function.Predicate;

/** People who do something to an instance while it is being moved, where there is something of the kind to do. */
record People(Story story, InstanceName name) {
    void act(Kind kind) {
        switch (kind) {
            case STOPPED_BY_PEOPLE ->
                any(CopyFacts::running).ifPresent(copy -> {
                    touch();
                    story.world.meddle(copy.ref(), false);
                });
            case STARTED_BY_PEOPLE ->
                any(copy -> copy.inPlace() && !copy.running()).ifPresent(copy -> {
                    touch();
                    story.world.meddle(copy.ref(), true);
                });
            case PUT_BACK ->
                any(copy -> copy.state() == GuardState.FENCED && copy.exists() && !copy.inPlace())
                        .ifPresent(copy -> {
                            touch();
                            story.world.putBack(copy.ref());
                        });
            case DELETED ->
                any(copy -> copy.inPlace() && copy.complete()).ifPresent(copy -> {
                    touch();
                    story.world.delete(copy.ref());
                });
            default -> {
                touch();
                story.world.reconfigure(name);
            }
        }
    }

    private Optional<CopyFacts> any(Predicate<CopyFacts> which) {
        return story.world.copies(name).stream().filter(which).findFirst();
    }

    private void touch() {
        story.checker.touch(name);
    }
}
