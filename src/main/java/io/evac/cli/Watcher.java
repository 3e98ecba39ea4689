package io.evac.cli;

import io.evac.report.RunReport;
import java.util.Set;

/** Follows a run until nothing more happens by itself; leaving it does not stop the run. */
final class Watcher {
    private static final Set<String> GOING = Set.of("planned", "scheduled", "running", "pausing", "stopping");
    private static final Set<String> STANDING = Set.of("paused", "interrupted", "waiting");
    private static final Set<String> OVER = Set.of("finished", "finished-with-failures", "cancelled");
    private static final long PAUSE_MILLIS = 400;
    private static final int MISSES = 10;
    private final Evac root;
    private final Client client;
    private final String run;

    Watcher(Evac root, Client client, String run) {
        this.root = root;
        this.client = client;
        this.run = run;
    }

    /** Answers the run as it was last seen: ended, paused, waiting for its window, or interrupted. */
    RunReport watch() {
        Terminal terminal = root.terminal();
        View view = terminal.errIsTerminal()
                ? new LiveView(terminal.err(), terminal.columns(), root.colour())
                : new PlainView(terminal.err());
        Thread detached = new Thread(() -> {
            view.end();
            terminal.err().println("detached; the run goes on. Continue with: evac watch " + run);
            terminal.err().flush();
        });
        Runtime.getRuntime().addShutdownHook(detached);
        RunReport last = follow(view);
        view.end();
        Runtime.getRuntime().removeShutdownHook(detached);
        return last;
    }

    /** Whether something happens to the run by itself. */
    static boolean goesOn(RunReport run) {
        return GOING.contains(run.state());
    }

    /** Whether it is not over, and goes on only when it is told to. */
    static boolean stands(RunReport run) {
        return STANDING.contains(run.state());
    }

    /** Whether it is done with its instances: its plan is carried out, and not again. */
    static boolean over(RunReport run) {
        return OVER.contains(run.state());
    }

    private RunReport follow(View view) {
        int misses = 0;
        while (true) {
            try {
                RunReport now = client.get("/runs/" + Client.segment(run), RunReport.class);
                misses = 0;
                view.show(now);
                if (!goesOn(now)) {
                    return now;
                }
            } catch (CommandException unreachable) {
                misses++;
                if (unreachable.exitCode() != Exit.UNREACHABLE || misses > MISSES) {
                    throw unreachable;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            throw new CommandException(Exit.ERROR, "EVAC-546", "interrupted", "Maybe watch again.");
        }
    }
}
