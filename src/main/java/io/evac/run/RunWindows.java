package io.evac.run;

import io.evac.plan.MoveId;
import io.evac.schedule.Window;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The windows of runs, and what is wanted of their moves: written in tables, and adopted by the runs that this process works on. */
final class RunWindows {
    private final RunEngine engine;
    private final RunStore runs;

    RunWindows(RunEngine engine, RunStore runs) {
        this.engine = engine;
        this.runs = runs;
    }

    /** Its schedule's next window has come: what was late for the last one has its turn again. */
    void enter(RunId id, String occurrence, Window window, String actor) {
        runs.enterWindow(id, occurrence, window, actor);
        adopt(id);
    }

    /** The run may act at any time. */
    void leave(RunId id, String actor) {
        if (runs.leaveWindow(id, actor)) {
            adopt(id);
        }
    }

    /** What another daemon has been told of the runs that this one works on. */
    void follow() {
        for (LiveRun live : engine.all()) {
            adopt(live.id());
            Map<MoveId, CutoverWish> wishes = runs.cutoverWishes(live.id());
            if (!wishes.equals(live.times().wishes())) {
                inside(live.id(), run -> run.wishes(wishes));
            }
        }
    }

    private void adopt(RunId id) {
        Optional<Window> window = runs.window(id);
        if (engine.live(id)
                .filter(live -> !live.times().window().equals(window))
                .isPresent()) {
            inside(id, live -> live.window(window));
        }
    }

    /** A run that is just being closed stays as it is: who closes it looks at the tables once more. */
    private void inside(RunId id, Consumer<LiveRun> change) {
        engine.live(id).filter(live -> live.demand().enter()).ifPresent(live -> {
            try {
                change.accept(live);
                live.demand().addWork();
            } finally {
                live.demand().exit();
            }
        });
    }
}
