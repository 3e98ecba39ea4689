package io.evac.notice;

/**
 * One that is to be delivered.
 *
 * @param kind how; of owners each has a notice of its own
 * @param address where to
 * @param attempts made so far
 */
public record Notice(long id, Happening happening, Target.Kind kind, String address, int attempts) {}
