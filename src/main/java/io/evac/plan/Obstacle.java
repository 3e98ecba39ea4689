package io.evac.plan;

/** Why an instance cannot go to a host, and what may help. */
record Obstacle(String code, String reason, String remedy) {}
