package io.evac.remote.tree;

import io.evac.remote.RemoteStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Takes a receiver's standard output, so that it never blocks, and keeps its beginning: a guard that refuses says why. */
final class Said {
    private static final int KEPT = 2000;
    private final StringBuffer head = new StringBuffer();
    private final RemoteStream stream;

    private Said(RemoteStream stream) {
        this.stream = stream;
    }

    static Said by(RemoteStream stream) {
        Said said = new Said(stream);
        Thread.ofVirtual().start(said::listen);
        return said;
    }

    private void listen() {
        byte[] buffer = new byte[1024];
        try (InputStream out = stream.stdout()) {
            for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
                if (head.length() < KEPT) {
                    head.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            head.append("(no more to be heard: ").append(e.getMessage()).append(")");
        }
    }

    /** What it said on both outputs, its end only. */
    String tail() {
        return Faults.tail(head + "\n" + stream.stderrTail());
    }
}
