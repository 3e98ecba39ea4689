package io.evac.fuzz;

import io.evac.inventory.Host;
import io.evac.remote.Command;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import io.evac.remote.Shells;
import java.util.Arrays;
import java.util.Iterator;

/** Hosts that answer the next command with the next of these results, and every further one with the last. */
final class Saying implements Shells, Shell {
    private final Iterator<Result> results;
    private Result last;

    Saying(Result first, Result... further) {
        this.last = first;
        this.results = Arrays.asList(further).iterator();
    }

    @Override
    public Shell on(Host host) {
        return this;
    }

    @Override
    public Result run(Command command) {
        Result now = last;
        if (results.hasNext()) {
            last = results.next();
        }
        return now;
    }

    @Override
    public RemoteStream open(Command command) {
        throw new UnsupportedOperationException("nothing is streamed here");
    }

    @Override
    public void close() {}
}
