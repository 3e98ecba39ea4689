package io.evac.remote.ssh;

import java.time.Duration;

/**
 * How much of a host's sshd is used, and how soon a connection counts as dead.
 *
 * @param maxSessions connections for commands, per host
 * @param channelsPerSession commands at once on one connection: half of sshd's own limit (MaxSessions, 10),
 *     because sshd may read that a new command starts before it has put away the one that ended
 * @param maxStreams connections for streams, per host: each stream has its own, so that a slow reader holds up nobody
 * @param connectsAtOnce handshakes at once per host, well below sshd's MaxStartups
 * @param connectTimeout for the whole of a connect: network, keys, login
 * @param aliveInterval silence after which the host is asked whether it is there
 * @param aliveCount unanswered intervals after which the connection is given up
 * @param idle after which an unused connection is closed
 */
public record SshOptions(
        int maxSessions,
        int channelsPerSession,
        int maxStreams,
        int connectsAtOnce,
        Duration connectTimeout,
        Duration aliveInterval,
        int aliveCount,
        Duration idle) {
    public static final SshOptions DEFAULT =
            new SshOptions(4, 5, 8, 3, Duration.ofSeconds(10), Duration.ofSeconds(3), 3, Duration.ofMinutes(2));

    /** @throws IllegalArgumentException when a number is below 1 or a duration is not positive */
    public SshOptions {
        if (maxSessions < 1 || channelsPerSession < 1 || maxStreams < 1 || connectsAtOnce < 1 || aliveCount < 1) {
            throw new IllegalArgumentException("every limit of an SSH connection budget must be at least 1");
        }
        if (!connectTimeout.isPositive() || !aliveInterval.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException("every time of an SSH connection must be above zero");
        }
    }

    /** The same with another budget of connections for commands and for streams. */
    public SshOptions withBudget(int sessions, int streams) {
        return new SshOptions(
                sessions, channelsPerSession, streams, connectsAtOnce, connectTimeout, aliveInterval, aliveCount, idle);
    }

    /** The same with another time after which a silent host is given up: {@code interval} × {@code count}. */
    public SshOptions withAlive(Duration interval, int count) {
        return new SshOptions(
                maxSessions, channelsPerSession, maxStreams, connectsAtOnce, connectTimeout, interval, count, idle);
    }

    /** The same with another idle time. */
    public SshOptions withIdle(Duration time) {
        return new SshOptions(
                maxSessions,
                channelsPerSession,
                maxStreams,
                connectsAtOnce,
                connectTimeout,
                aliveInterval,
                aliveCount,
                time);
    }

    /** The same with another time for a connect. */
    public SshOptions withConnectTimeout(Duration time) {
        return new SshOptions(
                maxSessions, channelsPerSession, maxStreams, connectsAtOnce, time, aliveInterval, aliveCount, idle);
    }
}
