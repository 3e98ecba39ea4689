package io.evac.run;

import io.evac.plan.Plan;
import io.evac.run.RunStore.RunRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A breakage: the database does not keep any more that a plan and an occurrence have one run. Every firing makes a run of
 * its own, and nobody looks whether its instances are in another. All else is the real store.
 */
final class ForgottenOnce {
    private final CountDownLatch created;
    private final CountDownLatch landed = new CountDownLatch(1);
    private Optional<JdbcClient> database = Optional.empty();
    private Optional<Plan> fired = Optional.empty();
    private int runs;

    /** @param firings how many runs there are before the first of them begins */
    ForgottenOnce(int firings) {
        created = new CountDownLatch(firings);
    }

    /** What stands in the place of a daemon's bean. */
    Object instead(Object bean) {
        if (bean instanceof DataSource source) {
            database = Optional.of(JdbcClient.create(source));
        }
        return bean instanceof RunStore store ? broken(store) : bean;
    }

    /** A host has done something for a run. */
    void landed() {
        landed.countDown();
    }

    private RunStore broken(RunStore real) {
        return (RunStore) Proxy.newProxyInstance(
                RunStore.class.getClassLoader(),
                new Class<?>[] {RunStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "ofPlan", "ofOccurrence" -> Optional.empty();
                    case "create" -> another(real, (Plan) arguments[0], (String) arguments[arguments.length - 1]);
                    default -> asItIs(real, method, arguments);
                });
    }

    private static Object asItIs(RunStore real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private RunRecord another(RunStore real, Plan plan, String actor) throws InterruptedException {
        RunRecord run;
        boolean first;
        synchronized (this) {
            first = runs == 0;
            runs++;
            // Of what is planned by then: the planner, too, leaves alone what a run has in hand.
            Plan same = fired.orElse(plan);
            fired = Optional.of(same);
            Map<String, String> others = hide();
            run = real.create(same.onOccasion(runs + 1), Optional.empty(), actor);
            others.forEach(this::set);
        }
        created.countDown();
        // The second one finds what the first one has done, as it would when it came a moment later.
        if (!created.await(180, TimeUnit.SECONDS) || !first && !landed.await(180, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the other firing never came");
        }
        return run;
    }

    /** All other runs look as if they had ended, for a moment in which none of them ends. */
    private Map<String, String> hide() {
        Map<String, String> states = new TreeMap<>();
        database.orElseThrow().sql("SELECT id, state FROM evac_run").query(row -> {
            states.put(row.getString("id"), row.getString("state"));
        });
        states.keySet().forEach(id -> set(id, RunState.FINISHED.name()));
        return states;
    }

    private void set(String run, String state) {
        database.orElseThrow()
                .sql("UPDATE evac_run SET state = ? WHERE id = ?")
                .param(state)
                .param(run)
                .update();
    }
}
