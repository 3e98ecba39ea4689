package io.evac.inventory;

/** How many transfers a host bears at once, outbound and inbound; each at least 1. */
public record Slots(int out, int in) {
    /** Two each: oVirt's default for both directions. */
    public static final Slots DEFAULT = new Slots(2, 2);

    /** @throws IllegalArgumentException when either is below 1 */
    public Slots {
        if (out < 1 || in < 1) {
            throw new IllegalArgumentException("slots must be at least 1: out=" + out + " in=" + in);
        }
    }
}
