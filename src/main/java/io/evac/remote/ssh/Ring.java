package io.evac.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded buffer between two threads: who writes faster than the other reads waits. Waits on conditions, not in
 * monitors, so that virtual threads may stand at either end.
 */
final class Ring {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition readable = lock.newCondition();
    private final Condition writable = lock.newCondition();
    private final byte[] buffer;
    private int head;
    private int size;
    private boolean ended;
    private boolean abandoned;

    @Nullable
    private String broken;

    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    Ring(int capacity) {
        buffer = new byte[capacity];
    }

    /** Reads; -1 at the end. Closing it makes the writer fail. */
    InputStream input() {
        return input;
    }

    /** Writes; closing it ends the stream after what was written. */
    OutputStream output() {
        return output;
    }

    /** Ends the stream as cut: after what was written the reader fails instead of seeing a clean end. */
    void breakOff(String why) {
        finish(why);
    }

    private void finish(@Nullable String why) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                broken = why;
            }
            readable.signalAll();
            writable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody reads any more: what is in it is dropped, and the writer fails. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            size = 0;
            readable.signalAll();
            writable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (size == 0 && !ended && !abandoned) {
                readable.await();
            }
            if (abandoned) {
                throw new IOException("the stream is closed");
            }
            if (size == 0) {
                if (broken != null) {
                    throw new IOException(broken);
                }
                return -1;
            }
            int count = Math.min(length, size);
            int first = Math.min(count, buffer.length - head);
            System.arraycopy(buffer, head, target, offset, first);
            System.arraycopy(buffer, 0, target, offset + first, count - first);
            head = (head + count) % buffer.length;
            size -= count;
            writable.signal();
            return count;
        } catch (InterruptedException interrupted) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    private int write(byte[] source, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (size == buffer.length && !ended && !abandoned) {
                writable.await();
            }
            if (abandoned || ended) {
                throw new IOException(broken == null ? "nobody reads the stream any more" : broken);
            }
            int count = Math.min(length, buffer.length - size);
            int tail = (head + size) % buffer.length;
            int first = Math.min(count, buffer.length - tail);
            System.arraycopy(source, offset, buffer, tail, first);
            System.arraycopy(source, offset + first, buffer, 0, count - first);
            size += count;
            readable.signal();
            return count;
        } catch (InterruptedException interrupted) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            return length == 0 ? 0 : Ring.this.read(target, offset, length);
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return size;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            abandon();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            for (int done = 0; done < length; ) {
                done += Ring.this.write(source, offset + done, length - done);
            }
        }

        @Override
        public void close() {
            finish(null);
        }
    }
}
