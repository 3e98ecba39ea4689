package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.DaemonSettings;
import java.time.Clock;
import java.time.OffsetDateTime;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who answers. */
@RestController
final class PingController {
    private final DaemonSettings settings;
    private final OffsetDateTime since;

    PingController(DaemonSettings settings, Clock clock) {
        this.settings = settings;
        this.since = OffsetDateTime.now(clock);
    }

    /** This daemon. */
    record Pong(long pid, OffsetDateTime since, String home, String config) {}

    @GetMapping("/api/v1/ping")
    @Needs(Role.VIEWER)
    Pong ping() {
        return new Pong(
                ProcessHandle.current().pid(),
                since,
                settings.home().toString(),
                settings.config().toString());
    }
}
