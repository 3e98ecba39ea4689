package io.evac.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/** The ownership of a state directory; the operating system gives it back when the process dies, however it dies. */
public final class HomeLock implements AutoCloseable {
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
    public static HomeLock acquire(Home home, Clock clock) throws IOException, OwnedException {
        FileChannel channel = FileChannel.open(
                home.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!locked(channel)) {
                String owner = Home.read(home.lock()).orElse("unknown");
                throw new OwnedException(home, owner);
            }
            sign(channel, clock);
            return new HomeLock(channel);
        } catch (IOException | OwnedException notOurs) {
            channel.close();
            throw notOurs;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    private static void sign(FileChannel channel, Clock clock) throws IOException {
        String owner = "pid " + ProcessHandle.current().pid() + ", since "
                + OffsetDateTime.now(clock).truncatedTo(ChronoUnit.SECONDS) + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
