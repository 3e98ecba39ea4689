package io.evac.migration;

/**
 * Under whose right the migrator acts.
 *
 * @param owner installation id and run, e.g. {@code 4f1c2a90/R-12}: the owner of every ticket
 * @param epoch of the run's lease
 */
public record Authority(String owner, long epoch) {}
