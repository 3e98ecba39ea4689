package io.evac.verify;

/**
 * What an independent look found wrong.
 *
 * @param code stable: {@code EVAC-nnn}
 * @param remedy starts with "Maybe"
 */
public record Finding(String code, String what, String remedy) {}
