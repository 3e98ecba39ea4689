package io.evac.run;

import java.nio.file.Path;

/**
 * Who this process is and how much it does at once.
 *
 * @param home the state directory
 * @param installation id of the database's installation
 * @param node names this state directory, at most 16 characters: its next owner takes over at once, everybody else
 *     waits for the lease to end
 * @param workers moves worked on at once, over all runs
 */
public record RunSettings(Path home, String installation, String node, int workers) {}
