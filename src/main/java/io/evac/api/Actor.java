package io.evac.api;

import io.evac.report.Plain;
import java.util.Optional;

/** Who asks, for the audit: what the client says about its user, cut and made harmless. */
final class Actor {
    /** The request header that names the user. */
    static final String HEADER = "X-Evac-Actor";

    private static final int LONGEST = 80;

    private Actor() {}

    static String named(Optional<String> header) {
        return header.map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> Plain.line(name.substring(0, Math.min(LONGEST, name.length()))))
                .orElse("api");
    }
}
