package io.evac.report;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * Somebody who logs in with a password.
 *
 * @param hosts labels of the hosts that it is for, as {@code rack=r7}; none for every host
 * @param changed when the password was set
 * @param by who made the user
 */
public record UserReport(
        int schemaVersion,
        String name,
        String role,
        List<String> hosts,
        OffsetDateTime created,
        OffsetDateTime changed,
        String by) {}
