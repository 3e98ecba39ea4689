package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.journal.PlanCodec;
import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;

/** Plans as they are uploaded: refused with a remedy, or read, written and read again without loss. */
@Timeout(10)
class PlanFuzzTest {
    @FuzzTest
    void plan(byte[] json) {
        Plan plan;
        try {
            plan = PlanCodec.read(new String(json, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            Harmless.advice(refused.getMessage());
            return;
        }
        same(plan, PlanCodec.read(PlanCodec.write(plan)));
        same(plan, PlanCodec.read(PlanCodec.writePretty(plan)));
        // The first thing that is asked of one that was uploaded.
        PlanDigest.of(plan.policy(), plan.moves(), plan.refusals());
    }

    private static void same(Plan plan, Plan again) {
        if (!plan.equals(again)) {
            throw new AssertionError(plan + " came back as " + again);
        }
    }
}
