package io.evac.remote.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Keeps what was written up to a limit; then drops everything and says so. Never blocks. */
final class Capture extends OutputStream {
    private final int limit;
    private final Runnable onOverflow;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean overflowed;

    Capture(int limit, Runnable onOverflow) {
        this.limit = limit;
        this.onOverflow = onOverflow;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
        if (!overflowed && kept.size() + (long) length > limit) {
            overflowed = true;
            kept.reset();
            onOverflow.run();
        }
        if (!overflowed) {
            kept.write(source, offset, length);
        }
    }

    synchronized boolean overflowed() {
        return overflowed;
    }

    synchronized byte[] bytes() {
        return kept.toByteArray();
    }
}
