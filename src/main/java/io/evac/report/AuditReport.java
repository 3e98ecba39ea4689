package io.evac.report;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * One line of the audit trail.
 *
 * @param number rising within the installation
 * @param actor who asked; what was typed where nobody got in
 * @param way how he came in: owner, token, session, provider, link, or none
 * @param from the address that asked
 * @param method of HTTP
 * @param action the name of what was asked for, e.g. {@code run-apply}
 * @param object on what; empty where there is no such thing
 * @param digest of the plan that was meant
 * @param reason that was given
 * @param status of HTTP
 * @param outcome done, refused or failed
 */
public record AuditReport(
        long number,
        OffsetDateTime at,
        String actor,
        String way,
        String from,
        String method,
        String action,
        String object,
        Optional<String> digest,
        Optional<String> reason,
        int status,
        String outcome) {}
