package io.evac.journal;

import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;

/** Plans as JSON documents ({@link PlanCodec}). */
public final class JdbcPlanStore implements PlanStore {
    private static final int LIST = 1024;
    /** Plans never change, and a run asks for its plan again and again. */
    private static final int REMEMBERED = 4;

    private final Database database;
    private final Map<PlanId, Plan> remembered = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PlanId, Plan> eldest) {
            return size() > REMEMBERED;
        }
    });

    public JdbcPlanStore(Database database) {
        this.database = database;
    }

    /** @throws IllegalArgumentException when another plan has the same id */
    @Override
    public void put(Plan plan) {
        Optional<PlanDigest> stored = digest(plan.id());
        if (stored.isEmpty()) {
            try {
                insert(plan);
                return;
            } catch (DuplicateKeyException meanwhile) {
                stored = digest(plan.id());
            }
        }
        if (stored.filter(plan.digest()::equals).isEmpty()) {
            throw new IllegalArgumentException("plan " + plan.id() + " is stored with another digest, "
                    + stored.map(PlanDigest::hex).orElse("none") + ", than "
                    + plan.digest().hex()
                    + ". Maybe change the list or the policy a little and plan again");
        }
    }

    private void insert(Plan plan) {
        String body = PlanCodec.write(plan);
        database.transact(
                "store plan " + plan.id(),
                client -> client.sql(
                                "INSERT INTO evac_plan (id, digest, list, created, refused, body) VALUES (?, ?, ?, ?, ?, ?)")
                        .param(plan.id().value())
                        .param(plan.digest().hex())
                        .param(Events.fit(plan.list(), LIST))
                        .param(plan.created().toEpochMilli())
                        .param(plan.refusals().size())
                        .param(body)
                        .update());
    }

    private Optional<PlanDigest> digest(PlanId id) {
        return database.transact(
                "look for plan " + id,
                client -> client.sql("SELECT digest FROM evac_plan WHERE id = ?")
                        .param(id.value())
                        .query((row, index) -> new PlanDigest(row.getString("digest")))
                        .optional());
    }

    @Override
    public Optional<Plan> find(PlanId id) {
        Plan known = remembered.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Plan> plan = database.transact(
                        "read plan " + id,
                        client -> client.sql("SELECT body FROM evac_plan WHERE id = ?")
                                .param(id.value())
                                .query((row, index) -> row.getString("body"))
                                .optional())
                .map(PlanCodec::read);
        plan.ifPresent(it -> remembered.put(id, it));
        return plan;
    }

    @Override
    public List<PlanId> list() {
        return database.transact(
                "list the plans",
                client -> client.sql("SELECT id FROM evac_plan ORDER BY created DESC, number DESC")
                        .query((row, index) -> new PlanId(row.getString("id")))
                        .list());
    }
}
