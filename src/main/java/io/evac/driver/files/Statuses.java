package io.evac.driver.files;

import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Side;
import java.util.ArrayList;
import java.util.List;

/** Asks one copy in place for its status. */
final class Statuses {
    private Statuses() {}

    /** Whether status tells neither running nor stopped. */
    static boolean unknown(Side side, List<String> status) {
        List<String> arguments = new ArrayList<>(List.of(side.root(), "10"));
        arguments.add(side.directory().substring(side.root().length() + 1));
        arguments.add(String.valueOf(status.size()));
        arguments.addAll(status);
        try {
            Result result = side.shell().run(HostScripts.STATUS.command(arguments.toArray(String[]::new)));
            return !result.out().equals("0\nend\n") && !result.out().equals("3\nend\n");
        } catch (RemoteException e) {
            throw Faults.remote(side.place(), e);
        }
    }
}
