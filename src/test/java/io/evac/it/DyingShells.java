package io.evac.it;

import io.evac.inventory.Host;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import io.evac.remote.Shells;

/**
 * Shells of a daemon that dies by SIGKILL before it sends a word to a guard: {@code activate}, say. Where nothing is
 * written down between two calls the journal has no boundary to die at.
 */
record DyingShells(Shells shells, String word) implements Shells {
    @Override
    public Shell on(Host host) {
        Shell shell = shells.on(host);
        return new Shell() {
            @Override
            public Result run(Command command) throws RemoteException {
                if (command.argv().contains(word)) {
                    KillPoint.die();
                }
                return shell.run(command);
            }

            @Override
            public RemoteStream open(Command command) throws RemoteException {
                return shell.open(command);
            }
        };
    }

    @Override
    public void close() {
        shells.close();
    }
}
