package io.evac.report;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A complete copy that does not run and is kept.
 *
 * @param since the time of its fence: what was written elsewhere after it is not in it
 * @param until when it may be deleted without being asked for again; empty for never
 * @param why why it is there, for people
 */
public record ParkedReport(String host, OffsetDateTime since, Optional<OffsetDateTime> until, String why) {}
