package io.evac.remote.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import io.evac.inventory.Address;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** The private key that Evac logs in with, read at every connect: a replaced file is used at once. */
final class Identity {
    private final Path file;

    Identity(Path file) {
        this.file = file;
    }

    /** @throws RemoteException AUTH when the file is missing, unreadable, encrypted or no private key */
    void addTo(JSch jsch, Address address) throws RemoteException {
        byte[] key = read(address);
        try {
            KeyPair pair = KeyPair.load(jsch, key.clone(), null);
            boolean encrypted = pair.isEncrypted();
            pair.dispose();
            if (encrypted) {
                throw refused(address, "is encrypted", "use a key without a passphrase that only this user can read");
            }
            jsch.addIdentity("evac", key.clone(), null, null);
        } catch (JSchException malformed) {
            throw refused(
                    address,
                    "is not a private key (" + malformed.getMessage() + ")",
                    "ssh.identity in " + "hosts.yaml names the public key; make a key with: ssh-keygen -t ed25519");
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private byte[] read(Address address) throws RemoteException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw refused(address, "does not exist", "make it with: ssh-keygen -t ed25519 -N '' -f " + file);
        } catch (IOException unreadable) {
            throw refused(
                    address,
                    "cannot be read (" + unreadable.getMessage() + ")",
                    "it belongs to another user: correct its owner or its permissions");
        }
    }

    private RemoteException refused(Address address, String what, String maybe) {
        return new RemoteException(
                Kind.AUTH, "cannot log in at " + address + ": " + file + " " + what + ". Maybe " + maybe);
    }
}
