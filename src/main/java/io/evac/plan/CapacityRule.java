package io.evac.plan;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;

/** It fits: CPUs, memory and disk, with what is there, what was sent there before, and the free share kept. */
final class CapacityRule implements Rule {
    private final int reservePercent;

    CapacityRule(int reservePercent) {
        this.reservePercent = reservePercent;
    }

    @Override
    public boolean allows(Bundle bundle, Site site) {
        return site.covers(bundle.need());
    }

    @Override
    public double gap(Bundle bundle, Site site) {
        Capacity need = bundle.need();
        Capacity free = site.free();
        return Math.max(
                cpuGap(need, free, site),
                Math.max(
                        gap(need.memory(), free.memory(), site.usable().memory()),
                        gap(need.disk(), free.disk(), site.usable().disk())));
    }

    private static double cpuGap(Capacity need, Capacity free, Site site) {
        return gap(need.cpus(), free.cpus(), site.usable().cpus());
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        Capacity need = bundle.need();
        Capacity free = site.free();
        double widest = gap(bundle, site);
        String lack;
        if (widest == cpuGap(need, free, site)) {
            lack = (need.cpus() - free.cpus()) + " CPUs: it needs " + need.cpus() + ", " + free.cpus() + " are free";
        } else if (widest == gap(need.memory(), free.memory(), site.usable().memory())) {
            lack = lack("of memory", need.memory(), free.memory());
        } else {
            lack = lack("of disk", need.disk(), free.disk());
        }
        return new Obstacle(
                Codes.NO_ROOM,
                "host " + site.name() + " lacks " + lack + " after a reserve of " + reservePercent + " %",
                "Maybe add a destination, or lower the reserve");
    }

    private static String lack(String what, ByteSize need, ByteSize free) {
        return need.minus(free) + " " + what + ": it needs " + need + ", " + free + " is free";
    }

    private static double gap(ByteSize need, ByteSize free, ByteSize usable) {
        return gap(need.bytes(), free.bytes(), usable.bytes());
    }

    private static double gap(long need, long free, long usable) {
        return (double) (need - free) / Math.max(1, usable);
    }
}
