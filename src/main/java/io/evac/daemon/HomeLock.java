package io.evac.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The ownership of a state directory; the operating system gives it back when the process dies, however it dies. */
public final class HomeLock implements AutoCloseable {
    /** A command that looks whether the lock is held holds it itself for a moment. */
    private static final int TRIES = 20;

    private static final long PAUSE_MILLIS = 25;
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Another process owns the directory. */
    public static final class OwnedException extends Exception {
        private static final long serialVersionUID = 1L;

        OwnedException(Home home, String owner) {
            super("the state directory " + home.directory() + " is owned by another process (" + owner + ")");
        }
    }

    /**
     * Takes the directory for this process, until {@link #close} or death.
     *
     * @throws OwnedException naming who owns it and since when
     */
    public static HomeLock acquire(Home home) throws IOException, OwnedException {
        FileChannel channel = open(home);
        try {
            for (int tries = 0; !locked(channel); tries++) {
                if (tries >= TRIES) {
                    throw new OwnedException(home, owner(home));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            Home.write(home.pid(), String.valueOf(ProcessHandle.current().pid()));
            return new HomeLock(channel);
        } catch (IOException | OwnedException notOurs) {
            channel.close();
            throw notOurs;
        } catch (InterruptedException leaving) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + home.lock(), leaving);
        }
    }

    /** Whether some other process owns the directory now. Never called by the owner itself. */
    public static boolean held(Home home) throws IOException {
        if (!Files.exists(home.lock())) {
            return false;
        }
        try (FileChannel channel = open(home)) {
            return !locked(channel);
        }
    }

    private static FileChannel open(Home home) throws IOException {
        return FileChannel.open(
                home.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    private static String owner(Home home) throws IOException {
        Optional<String> pid = Home.read(home.pid());
        return pid.isEmpty()
                ? "which is just starting"
                : "pid " + pid.get() + ", since "
                        + Files.getLastModifiedTime(home.pid())
                                .toInstant()
                                .atZone(ZoneId.systemDefault())
                                .toOffsetDateTime()
                                .truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
