package io.evac.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells commands where the daemon answers, as long as it does. */
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private final Home home;

    Presence(Home home) {
        this.home = home;
    }

    void announce(int port) {
        try {
            Home.write(home.port(), String.valueOf(port));
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write into " + home.directory(), unwritable);
        }
        LOG.info("evac answers on http://127.0.0.1:{} for {}", port, home.directory());
    }

    void withdraw() {
        try {
            Files.deleteIfExists(home.port());
            Files.deleteIfExists(home.pid());
        } catch (IOException undeletable) {
            LOG.warn("cannot delete {}: commands will find out by themselves", home.port(), undeletable);
        }
    }
}
