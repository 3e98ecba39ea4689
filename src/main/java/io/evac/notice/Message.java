package io.evac.notice;

/**
 * What is told.
 *
 * @param id of the happening: whoever is told twice can see it
 * @param subject one line, without control characters
 * @param json the same for programs: the schema of the API
 */
public record Message(long id, String subject, String text, String json) {}
