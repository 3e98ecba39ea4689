package io.evac.remote;

import java.nio.charset.StandardCharsets;

/**
 * What a finished command said. Host output is hostile input.
 *
 * @param exit the exit status; 128 + signal when it was killed
 */
public record Result(int exit, byte[] stdout, byte[] stderr) {
    public boolean ok() {
        return exit == 0;
    }

    /** stdout as UTF-8, malformed bytes replaced. */
    public String out() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    /** stderr as UTF-8, malformed bytes replaced. */
    public String err() {
        return new String(stderr, StandardCharsets.UTF_8);
    }
}
