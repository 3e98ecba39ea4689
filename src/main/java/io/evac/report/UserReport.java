package io.evac.report;

import java.time.OffsetDateTime;

/**
 * Somebody who logs in with a password.
 *
 * @param changed when the password was set
 * @param by who made the user
 */
public record UserReport(
        int schemaVersion, String name, String role, OffsetDateTime created, OffsetDateTime changed, String by) {}
