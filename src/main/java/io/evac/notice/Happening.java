package io.evac.notice;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that people may want to be told of: an event of the history.
 *
 * @param event its number there
 * @param subject a run's id, or {@code schedule/<name>}
 * @param move what it is about alone; empty for all of it
 * @param text of the event
 */
public record Happening(long event, What what, String subject, Optional<String> move, Instant at, String text) {}
