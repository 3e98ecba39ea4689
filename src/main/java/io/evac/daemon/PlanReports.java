package io.evac.daemon;

import io.evac.inventory.Capacity;
import io.evac.plan.HostLoad;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.Refusal;
import io.evac.report.PlanReport;
import io.evac.report.PlanReport.Amount;
import io.evac.report.PlanReport.PlannedHost;
import io.evac.report.PlanReport.PlannedMove;
import io.evac.report.PlanReport.PlannedRefusal;
import io.evac.report.RunReport;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;

/** Plans as read models; times in the daemon's zone. */
public final class PlanReports {
    private final ZoneId zone;

    PlanReports(ZoneId zone) {
        this.zone = zone;
    }

    /** The plan as it is shown. */
    public PlanReport of(Plan plan) {
        int moves = plan.moves().size();
        int refused = plan.refusals().size();
        return new PlanReport(
                RunReport.SCHEMA_VERSION,
                plan.id().value(),
                plan.digest().hex(),
                plan.list(),
                at(plan.created()),
                plan.moves().stream().map(this::move).toList(),
                plan.refusals().stream().map(PlanReports::refusal).toList(),
                plan.hosts().stream().map(PlanReports::host).toList(),
                plan.warnings(),
                Map.of("moves", moves, "refused", refused, "total", moves + refused));
    }

    private PlannedMove move(Move move) {
        return new PlannedMove(
                move.id().value(),
                move.row(),
                move.instance().name().value(),
                move.from().value(),
                move.to().value(),
                move.type().value(),
                "planned",
                move.band(),
                move.order(),
                move.wasRunning(),
                move.estimate().bytes(),
                move.estimate().transfer().toMillis(),
                move.estimate().downtime().toMillis(),
                move.downtime().toMillis(),
                move.notBefore().map(this::at),
                move.owner(),
                move.why());
    }

    private static PlannedRefusal refusal(Refusal refusal) {
        return new PlannedRefusal(
                refusal.row(), refusal.instance(), refusal.host(), refusal.code(), refusal.reason(), refusal.remedy());
    }

    private static PlannedHost host(HostLoad load) {
        return new PlannedHost(
                load.host().value(),
                load.leaving(),
                load.arriving(),
                amount(load.capacity()),
                amount(load.before()),
                amount(load.after()));
    }

    /** What a host has or gives. */
    public static Amount amount(Capacity capacity) {
        return new Amount(
                capacity.cpus(), capacity.memory().bytes(), capacity.disk().bytes());
    }

    private OffsetDateTime at(Instant instant) {
        return instant.atZone(zone).toOffsetDateTime();
    }
}
