package io.evac.remote.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchStrictKexException;
import io.evac.inventory.Address;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import java.io.IOException;
import java.net.UnknownHostException;

/** Why one try to connect failed, in our words, and whether another try may help. */
final class ConnectFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final RemoteException meaning;
    private final boolean passing;

    private ConnectFault(RemoteException meaning, boolean passing) {
        super(meaning);
        this.meaning = meaning;
        this.passing = passing;
    }

    RemoteException meaning() {
        return meaning;
    }

    boolean passing() {
        return passing;
    }

    static ConnectFault of(
            Address address, HostKeyCheck check, boolean late, SshOptions options, JSchException failed) {
        if (check.refusal().isPresent()) {
            return new ConnectFault(check.refusal().get(), false);
        }
        String said = String.valueOf(failed.getMessage());
        if (said.startsWith("Auth ") || said.contains("authentication failures") || said.contains("USERAUTH")) {
            return lasting(
                    Kind.AUTH,
                    address + " refused the login (" + said + "). Maybe add the public key of ssh.identity to its "
                            + "authorized_keys, or correct the user",
                    failed);
        }
        if (failed instanceof JSchAlgoNegoFailException || failed instanceof JSchStrictKexException) {
            return lasting(
                    Kind.UNREACHABLE,
                    address + " does not speak SSH as safely as we ask for (" + said + "). Maybe update its sshd: it "
                            + "needs strict key exchange, AES-GCM or AES-CTR and SHA-2",
                    failed);
        }
        if (late) {
            return lasting(
                    Kind.UNREACHABLE,
                    address + " did not answer within "
                            + options.connectTimeout().toMillis()
                            + " ms. Maybe it is off, or a firewall drops the packets",
                    failed);
        }
        if (causedBy(failed, UnknownHostException.class)) {
            return lasting(
                    Kind.UNREACHABLE,
                    address + ": the name " + address.host() + " is not known. Maybe correct address in hosts.yaml",
                    failed);
        }
        RemoteException meaning = new RemoteException(
                Kind.UNREACHABLE,
                address + " cannot be reached (" + rootMessage(failed)
                        + "). Maybe sshd does not run there, or port or jump host is wrong",
                failed);
        return new ConnectFault(meaning, causedBy(failed, IOException.class) || said.contains("closed by foreign"));
    }

    private static ConnectFault lasting(Kind kind, String message, JSchException cause) {
        return new ConnectFault(new RemoteException(kind, message, cause), false);
    }

    private static boolean causedBy(Throwable failed, Class<? extends Throwable> type) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
