package io.evac.remote.ssh;

import java.io.OutputStream;
import java.util.Arrays;

/** Keeps the last bytes that were written. Thread-safe; never blocks. */
final class Tail extends OutputStream {
    private static final int INITIAL = 1024;

    private final int limit;
    private byte[] buffer = new byte[0];
    private long written;

    /** @param limit how many bytes are kept */
    Tail(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
        int skipped = Math.max(0, length - limit);
        written += skipped;
        grow(length - skipped);
        for (int i = offset + skipped; i < offset + length; i++) {
            buffer[(int) (written++ % buffer.length)] = source[i];
        }
    }

    /** Until the limit is reached nothing has wrapped round, so growing keeps positions. */
    private void grow(int more) {
        if (buffer.length < limit && written + more > buffer.length) {
            long wanted = Math.max(Math.max(INITIAL, buffer.length * 2L), written + more);
            buffer = Arrays.copyOf(buffer, (int) Math.min(limit, wanted));
        }
    }

    synchronized byte[] bytes() {
        if (written <= buffer.length) {
            return Arrays.copyOf(buffer, (int) written);
        }
        byte[] last = new byte[buffer.length];
        int oldest = (int) (written % buffer.length);
        System.arraycopy(buffer, oldest, last, 0, buffer.length - oldest);
        System.arraycopy(buffer, 0, last, buffer.length - oldest, oldest);
        return last;
    }
}
