package io.evac.plan;

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
            throw new IllegalArgumentException("not a SHA-256 digest: " + hex);
        }
    }
}
