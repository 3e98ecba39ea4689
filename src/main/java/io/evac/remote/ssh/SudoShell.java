package io.evac.remote.ssh;

import io.evac.inventory.Texts;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import io.evac.remote.Sudo;

/**
 * Runs everything as root through {@code sudo}. It asks once whether it may: what sudo says itself could not be told
 * from what a command says, and a command that was not allowed has not run.
 */
final class SudoShell implements Shell {
    private static final Command WHO = Sudo.asRoot(Command.of("id", "-u"));

    private final String host;
    private final String user;
    private final Shell login;
    private volatile boolean allowed;

    SudoShell(String host, String user, Shell login) {
        this.host = host;
        this.user = user;
        this.login = login;
    }

    @Override
    public Result run(Command command) throws RemoteException {
        ask();
        return login.run(Sudo.asRoot(command));
    }

    @Override
    public RemoteStream open(Command command) throws RemoteException {
        ask();
        return login.open(Sudo.asRoot(command));
    }

    private void ask() throws RemoteException {
        if (allowed) {
            return;
        }
        Result who = login.run(WHO);
        if (!who.ok() || !who.out().strip().equals("0")) {
            String said = (who.out() + who.err()).strip();
            throw new RemoteException(
                    Kind.AUTH,
                    user + " on " + host + " does not become root by sudo (" + Texts.quoted(said) + "). "
                            + Sudo.remedy(user));
        }
        allowed = true;
    }
}
