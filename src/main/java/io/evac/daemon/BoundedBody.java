package io.evac.daemon;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body ends in an error when it is longer or slower than it may be, whatever its headers say. */
final class BoundedBody extends HttpServletRequestWrapper {
    /** A list of a hundred thousand rows fits. */
    static final long MAX_BYTES = 16L << 20;

    private final Bodies.Share share;
    private long read;

    BoundedBody(HttpServletRequest request, Bodies.Share share) {
        super(request);
        this.share = share;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Counted(super.getInputStream());
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    private final class Counted extends ServletInputStream {
        private final ServletInputStream body;

        Counted(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            share.begin();
            int next = body.read();
            count(next < 0 ? next : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            share.begin();
            int got = body.read(buffer, offset, length);
            count(got);
            return got;
        }

        private void count(int got) throws IOException {
            if (got < 0) {
                share.end();
                return;
            }
            read += got;
            if (read > MAX_BYTES) {
                throw BodyRefusedException.tooLong();
            }
            share.has(read);
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
