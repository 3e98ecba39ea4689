package io.evac.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the daemon is to run.
 *
 * @param home the state directory
 * @param config the folder with hosts.yaml
 * @param port on loopback; 0 for any that is free
 * @param idleExit leave after so long without requests and active runs; empty to stay
 * @param resume whether to go on with interrupted runs
 */
public record DaemonSettings(Path home, Path config, int port, Optional<Duration> idleExit, boolean resume) {}
