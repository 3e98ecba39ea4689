package io.evac.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.Estimate;
import io.evac.plan.HostLoad;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import io.evac.plan.PlanId;
import io.evac.plan.Policy;
import io.evac.plan.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A plan as its JSON has it: the keys of the contract. */
record PlanDocument(
        int schemaVersion,
        PlanId id,
        PlanDigest digest,
        String list,
        Instant created,
        Policy policy,
        List<MoveDocument> moves,
        List<Refusal> refusals,
        List<HostLoad> hosts,
        List<String> warnings) {
    static final int VERSION = 1;

    /** A move; its instance is named beside the host it leaves. */
    record MoveDocument(
            MoveId id,
            int row,
            InstanceName instance,
            HostName from,
            HostName to,
            MigrationType type,
            int priority,
            Capacity need,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ByteSize> diskSize,
            Duration downtime,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> notBefore,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> owner,
            boolean wasRunning,
            String fingerprint,
            int band,
            int order,
            Estimate estimate,
            String why) {

        static MoveDocument of(Move move) {
            return new MoveDocument(
                    move.id(),
                    move.row(),
                    move.instance().name(),
                    move.from(),
                    move.to(),
                    move.type(),
                    move.priority(),
                    move.need(),
                    move.diskSize(),
                    move.downtime(),
                    move.notBefore(),
                    move.owner(),
                    move.wasRunning(),
                    move.fingerprint(),
                    move.band(),
                    move.order(),
                    move.estimate(),
                    move.why());
        }

        Move move() {
            return new Move(
                    id,
                    row,
                    new InstanceRef(from, instance),
                    to,
                    type,
                    priority,
                    need,
                    diskSize,
                    downtime,
                    notBefore,
                    owner,
                    wasRunning,
                    fingerprint,
                    band,
                    order,
                    estimate,
                    why);
        }
    }

    static PlanDocument of(Plan plan) {
        return new PlanDocument(
                VERSION,
                plan.id(),
                plan.digest(),
                plan.list(),
                plan.created(),
                plan.policy(),
                plan.moves().stream().map(MoveDocument::of).toList(),
                plan.refusals(),
                plan.hosts(),
                plan.warnings());
    }

    Plan plan() {
        return new Plan(
                id,
                digest,
                list,
                created,
                policy,
                moves.stream().map(MoveDocument::move).toList(),
                refusals,
                hosts,
                warnings);
    }
}
