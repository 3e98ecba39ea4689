package io.evac.inventory;

import java.nio.file.Path;

/**
 * How Evac itself logs in everywhere.
 *
 * @param identity the private key file
 * @param knownHosts the pinned host keys; a key that is not in it is refused
 */
public record SshSettings(Path identity, Path knownHosts) {}
