package io.evac.api;

import io.evac.daemon.Caller;
import io.evac.report.Plain;
import java.util.Optional;

/**
 * Who asks, for the history: the holder of a token by the token's name; who owns the state directory as the client says it,
 * cut and made harmless.
 */
final class Actor {
    /** The request header that names the user. */
    static final String HEADER = "X-Evac-Actor";

    private static final int LONGEST = 80;

    private Actor() {}

    static String named(Optional<String> header) {
        return Caller.now()
                .filter(caller -> !caller.owner())
                .map(Caller::name)
                .or(() -> said(header))
                .orElse("api");
    }

    private static Optional<String> said(Optional<String> header) {
        return header.map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> Plain.line(name.substring(0, Math.min(LONGEST, name.length()))));
    }
}
