package io.evac.report;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A token of the API.
 *
 * @param by who gave it
 * @param token its secret; present in the answer to its creation only
 */
public record TokenReport(
        int schemaVersion,
        String name,
        String role,
        OffsetDateTime created,
        OffsetDateTime expires,
        String by,
        Optional<String> token) {}
