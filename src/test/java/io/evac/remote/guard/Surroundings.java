package io.evac.remote.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A kind of host that cases run on. */
record Surroundings(HostShell shell, HostFlush flush) {
    /** Every shell that is installed here, with another way to make things durable where it heeds the path. */
    static List<Surroundings> mixed() {
        return HostShell.installed().stream()
                .map(shell -> new Surroundings(
                        shell,
                        switch (shell) {
                            case DASH -> HostFlush.DD;
                            case BUSYBOX -> HostFlush.NAMES;
                            case BASH -> HostFlush.REFUSES;
                        }))
                .toList();
    }

    /** Every way that can make things durable, the shells that heed the path in turn. */
    static List<Surroundings> flushes() {
        List<HostShell> shells = HostShell.installed().stream()
                .filter(shell -> !shell.standalone())
                .toList();
        List<Surroundings> all = new ArrayList<>();
        Stream.of(HostFlush.values())
                .filter(flush -> flush != HostFlush.NONE)
                .forEach(flush -> all.add(new Surroundings(shells.get(all.size() % shells.size()), flush)));
        return all;
    }
}
