package io.evac.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.plan.Policy.Convergence;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private static PlanDigest digest(Convergence convergence) {
        Policy d = Policy.DEFAULT;
        Policy policy = new Policy(
                d.type(),
                d.downtime(),
                d.rounds(),
                d.noGain(),
                d.notConverging(),
                d.guestRefusesStop(),
                d.reversalImpossible(),
                convergence,
                d.stopAfter(),
                d.canaries(),
                d.parkedFor(),
                d.soak());
        return CanonicalForm.digest(policy, List.of(), List.of());
    }

    /** As it was before there was a convergence: a stored plan is still the plan of its digest. */
    @Test
    void onlyAConvergenceThatIsAskedForChangesAPlansDigest() {
        assertThat(digest(Convergence.NONE).hex())
                .isEqualTo("02232239bfa33f29dd1fc6218c6840122c78de113fb7fef819736b633ecfa8a2");
        assertThat(digest(Convergence.AUTO_CONVERGE)).isNotEqualTo(digest(Convergence.NONE));
    }

    @Test
    void postCopyIsRefusedWithTheReason() {
        assertThat(Convergence.parse("none")).isEqualTo(Convergence.NONE);
        assertThat(Convergence.parse("auto-converge")).isEqualTo(Convergence.AUTO_CONVERGE);
        assertThatThrownBy(() -> Convergence.parse("post-copy"))
                .hasMessageContaining("before it is compared and the source fenced")
                .hasMessageContaining("Maybe auto-converge");
        assertThatThrownBy(() -> Convergence.parse("AUTO_CONVERGE")).hasMessageContaining("not a word here");
    }
}
