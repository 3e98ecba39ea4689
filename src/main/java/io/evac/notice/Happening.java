package io.evac.notice;

import java.time.Instant;

/**
 * Something that people may want to be told of: an event of the history.
 *
 * @param event its number there
 * @param subject a run's id, or {@code schedule/<name>}
 * @param text of the event
 */
public record Happening(long event, What what, String subject, Instant at, String text) {}
