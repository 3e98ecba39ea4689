package io.evac.remote.tree;

import io.evac.migration.MoveContext;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes room in an arriving copy: removes what the source does not have, as the attempt's receiver. Thread-safe.
 *
 * <p>Methods throw a {@link io.evac.migration.FailureException} when the destination cannot do it, or not in time.
 */
final class Eraser {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private final Receivers receivers;

    Eraser(Receivers receivers) {
        this.receivers = receivers;
    }

    /** Removes what the delta erases, and lets the owner work in the directories that it opens. */
    void prepare(MoveContext ctx, Side destination, Delta delta, Deadline deadline) {
        if (!destination.tools().root()) {
            run(ctx, destination, Scripts.OPEN, delta.open(), deadline);
        }
        run(ctx, destination, Scripts.ERASE, delta.erase(), deadline);
    }

    /** Sets the modes of what was carried, where the unpacker takes its umask off them: small ones of other users do. */
    void modes(Mover.Job job) {
        Side side = job.pair().destination();
        if (side.tools().root() || side.tools().tar() == Tools.Tar.GNU) {
            return;
        }
        Map<Integer, List<String>> files = new TreeMap<>();
        for (String path : job.delta().others()) {
            Entry entry = job.held().entries().get(path);
            if (entry != null && !entry.link()) {
                files.computeIfAbsent(entry.mode(), mode -> new ArrayList<>()).add(path);
            }
        }
        files.forEach((mode, paths) -> mode(job, mode, paths));
        // Lower ones first: what is above may be closed to its owner.
        List<String> alike = new ArrayList<>();
        int last = 0;
        for (String path : job.delta().directories().reversed()) {
            int mode = job.held().entries().get(path).mode();
            if (mode != last) {
                mode(job, last, alike);
                alike = new ArrayList<>();
            }
            alike.add(path);
            last = mode;
        }
        mode(job, last, alike);
    }

    private void mode(Mover.Job job, int mode, List<String> paths) {
        // Five digits, or a directory keeps its setgid bit.
        String octal = "%05o".formatted(mode & 07777);
        run(job.ctx(), job.pair().destination(), Scripts.MODE, paths, job.deadline(), octal);
    }

    private void run(
            MoveContext ctx, Side side, Scripts script, List<String> paths, Deadline deadline, String... arguments) {
        if (paths.isEmpty()) {
            return;
        }
        Duration time = deadline.within(LONGEST);
        var command = receivers
                .receive(side.host(), side.instance(), ctx.ticket(), script.oneLine(arguments))
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
