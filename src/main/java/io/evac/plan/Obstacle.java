package io.evac.plan;

/**
 * Why an instance cannot go to a host.
 *
 * @param gap how far it is from possible, as a share; smaller is nearer
 */
record Obstacle(String code, String reason, String remedy, double gap) {
    Obstacle(String code, String reason, String remedy) {
        this(code, reason, remedy, 1);
    }
}
