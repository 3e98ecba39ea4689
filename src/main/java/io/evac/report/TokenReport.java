package io.evac.report;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A token of the API.
 *
 * @param hosts labels of the hosts that it is for, as {@code rack=r7}; none for every host
 * @param by who gave it
 * @param token its secret; present in the answer to its creation only
 */
public record TokenReport(
        int schemaVersion,
        String name,
        String role,
        List<String> hosts,
        OffsetDateTime created,
        OffsetDateTime expires,
        String by,
        Optional<String> token) {}
