package io.evac.remote.guard;

/**
 * What starts the guard when a host boots.
 *
 * @param kind {@code systemd}, {@code crontab}, {@code rc.local} or {@code none}
 * @param installed whether it will run at the next boot
 * @param why there is none; empty otherwise
 */
public record Hook(String kind, boolean installed, String why) {}
