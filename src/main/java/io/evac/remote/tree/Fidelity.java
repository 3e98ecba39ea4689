package io.evac.remote.tree;

/**
 * How exactly two hosts can hold the same tree.
 *
 * @param nanos whether modification times are told and carried to the nanosecond, else to the second
 * @param attributes whether extended attributes and ACLs can be read on both ends
 */
public record Fidelity(boolean nanos, boolean attributes) {}
