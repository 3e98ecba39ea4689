package io.evac.plan;

import java.time.Duration;

/**
 * What a move will cost, as far as is known before it starts.
 *
 * @param bytes bytes to send in all
 * @param transfer bytes divided by the rate
 * @param downtime how long the instance will be down
 */
public record Estimate(long bytes, Duration transfer, Duration downtime) {}
