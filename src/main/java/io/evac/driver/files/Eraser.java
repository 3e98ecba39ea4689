package io.evac.driver.files;

import io.evac.migration.MoveContext;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/** Makes room in an arriving copy: removes what the source does not have, as the attempt's receiver. */
final class Eraser {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private final Receivers receivers;

    Eraser(Receivers receivers) {
        this.receivers = receivers;
    }

    void prepare(MoveContext ctx, Side destination, Delta delta, Deadline deadline) {
        if (!destination.tools().root()) {
            run(ctx, destination, "open", delta.open(), deadline);
        }
        run(ctx, destination, "erase", delta.erase(), deadline);
    }

    private void run(MoveContext ctx, Side side, String what, List<String> paths, Deadline deadline) {
        if (paths.isEmpty()) {
            return;
        }
        Duration time = deadline.within(LONGEST);
        var command = receivers
                .receive(side.host(), side.instance(), ctx.ticket(), Scripts.ERASE.argv(what))
                .withTimeout(time);
        try (RemoteStream stream = side.shell().open(command)) {
            try (OutputStream names = stream.stdin()) {
                names.write(Names.list(paths));
            } catch (IOException e) {
                throw Faults.cut(side.place() + ": " + e.getMessage() + " " + Faults.tail(stream.stderrTail()), e);
            }
            int exit = stream.await(time);
            if (exit != 0) {
                throw Faults.unwritable(side.place(), "exit " + exit + " " + Faults.tail(stream.stderrTail()));
            }
        } catch (RemoteException e) {
            throw Faults.remote(side.place(), e);
        }
    }
}
