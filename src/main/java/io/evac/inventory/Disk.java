package io.evac.inventory;

/** One disk of an instance: its name on the platform and the bytes it occupies. */
public record Disk(String name, ByteSize size) {}
