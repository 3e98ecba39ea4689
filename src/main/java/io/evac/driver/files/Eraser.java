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
            run(ctx, destination, Scripts.OPEN, delta.open(), deadline);
        }
        run(ctx, destination, Scripts.ERASE, delta.erase(), deadline);
    }

    /** Makes directories look old, for a tool that would take a time of the same second for the same. */
    void age(MoveContext ctx, Side destination, List<String> directories, Deadline deadline) {
        run(ctx, destination, Scripts.AGE, directories, deadline);
    }

    private void run(MoveContext ctx, Side side, Scripts script, List<String> paths, Deadline deadline) {
        if (paths.isEmpty()) {
            return;
        }
        Duration time = deadline.within(LONGEST);
        var command = receivers
                .receive(side.host(), side.instance(), ctx.ticket(), script.oneLine())
                .withTimeout(time);
        try (RemoteStream stream = side.shell().open(command)) {
            Said said = Said.by(stream);
            try (OutputStream names = stream.stdin()) {
                names.write(Names.list(paths));
            } catch (IOException e) {
                throw Faults.cut(side.place() + ": " + e.getMessage() + " " + said.tail(), e);
            }
            int exit = stream.await(time);
            if (exit != 0) {
                throw Faults.unwritable(side.place(), "exit " + exit + " " + said.tail());
            }
        } catch (RemoteException e) {
            throw Faults.remote(side.place(), e);
        }
    }
}
