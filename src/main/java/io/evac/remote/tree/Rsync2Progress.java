package io.evac.remote.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what rsync says with {@code --info=progress2,stats2 --no-h}: lines ended by CR or LF. */
final class Rsync2Progress {
    private static final Pattern NOW = Pattern.compile("\\s*(\\d{1,15})\\s+\\d{1,3}%.*");
    private static final Pattern SENT = Pattern.compile("(?:Total bytes sent: |sent )(\\d{1,15})(?: bytes.*)?");
    private static final int LONGEST = 400;

    private final InputStream said;
    private final Meter meter;
    private final StringBuilder line = new StringBuilder();
    private long sent;

    Rsync2Progress(InputStream said, Meter meter) {
        this.said = said;
        this.meter = meter;
    }

    /**
     * Reads to the end, and is true then; false when it was not to go on.
     *
     * @param on is asked whenever rsync has said something, but for its totals: then all is done
     */
    boolean read(BooleanSupplier on) throws IOException {
        byte[] buffer = new byte[4096];
        for (int n = said.read(buffer); n >= 0; n = said.read(buffer)) {
            for (int i = 0; i < n; i++) {
                take((char) (buffer[i] & 0xff));
            }
            if (sent == 0 && !on.getAsBoolean()) {
                return false;
            }
        }
        take('\n');
        return true;
    }

    /** The bytes that went over the wire, as far as rsync told. */
    long sent() {
        return sent;
    }

    private void take(char c) {
        if (c != '\r' && c != '\n') {
            if (line.length() < LONGEST) {
                line.append(c);
            }
            return;
        }
        Matcher now = NOW.matcher(line);
        Matcher total = SENT.matcher(line);
        if (now.matches()) {
            meter.at(Long.parseLong(now.group(1)));
        } else if (total.matches()) {
            sent = Math.max(sent, Long.parseLong(total.group(1)));
        }
        line.setLength(0);
    }
}
