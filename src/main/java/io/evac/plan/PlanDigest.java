package io.evac.plan;

import io.evac.inventory.Texts;
import java.util.List;

/**
 * SHA-256 over the canonical form of a plan's decisions and of what they rest on: equal digests, equal plans. The
 * time of planning is not part of it, so the same list against the same world is the same plan (invariant I4).
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record PlanDigest(String hex) {
    /** @throws IllegalArgumentException for any other form */
    public PlanDigest {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + Texts.quoted(hex));
        }
    }

    /**
     * The digest that a plan of this content has; ids, estimates, sentences for people and the time of planning are
     * left out, so a plan read from a file can be checked with it.
     */
    public static PlanDigest of(Policy policy, List<Move> moves, List<Refusal> refusals) {
        return CanonicalForm.digest(policy, moves, refusals);
    }
}
