package io.evac.web;

import io.evac.daemon.PlanReports;
import io.evac.report.Plain;
import io.evac.report.PlanReport.Amount;
import io.evac.run.Hosts.HostView;
import java.util.Optional;
import java.util.Set;

/**
 * A host in the table.
 *
 * @param state {@code open}, {@code cordoned}, {@code draining}, {@code drained} or {@code unreachable}
 * @param capacity empty, like {@code used}, when it could not be looked at
 */
record HostLine(
        String name,
        String state,
        boolean cordoned,
        Optional<String> cordonedBy,
        int instances,
        Optional<Amount> used,
        Optional<Amount> capacity,
        Optional<String> problem) {
    private static final int WHOLE = 100;

    /** @param sources hosts that a run is taking instances from */
    static HostLine of(HostView view, Set<String> sources) {
        String name = view.host().name().value();
        int instances = view.report().map(report -> report.instances().size()).orElse(0);
        return new HostLine(
                name,
                state(view, sources.contains(name), instances),
                view.cordon().isPresent(),
                view.cordon().map(cordon -> cordon.actor()),
                instances,
                view.report().map(report -> PlanReports.amount(report.used())),
                view.report()
                        .map(report -> PlanReports.amount(view.host().capacity().cap(report.capacity()))),
                view.problem());
    }

    private static String state(HostView view, boolean source, int instances) {
        if (view.problem().isPresent()) {
            return "unreachable";
        }
        if (source) {
            return "draining";
        }
        if (view.cordon().isEmpty()) {
            return "open";
        }
        return instances == 0 ? "drained" : "cordoned";
    }

    /** Hundredths of its memory that are taken; 0 when that is not known. */
    public int memoryPercent() {
        return percent(used.map(Amount::memory), capacity.map(Amount::memory));
    }

    /** Hundredths of its disk that are taken; 0 when that is not known. */
    public int diskPercent() {
        return percent(used.map(Amount::disk), capacity.map(Amount::disk));
    }

    /** {@code 1GiB of 4GiB, 3GiB free}. */
    public String memory() {
        return words(used.map(Amount::memory), capacity.map(Amount::memory));
    }

    /** The same of its disk. */
    public String disk() {
        return words(used.map(Amount::disk), capacity.map(Amount::disk));
    }

    private static String words(Optional<Long> used, Optional<Long> capacity) {
        if (used.isEmpty() || capacity.isEmpty()) {
            return "–";
        }
        return Plain.bytes(used.get()) + " of " + Plain.bytes(capacity.get()) + ", "
                + Plain.bytes(Math.max(0, capacity.get() - used.get())) + " free";
    }

    private static int percent(Optional<Long> used, Optional<Long> capacity) {
        return capacity.filter(whole -> whole > 0)
                .map(whole -> (int) Math.clamp(Math.round((double) used.orElse(0L) * WHOLE / whole), 0, WHOLE))
                .orElse(0);
    }
}
