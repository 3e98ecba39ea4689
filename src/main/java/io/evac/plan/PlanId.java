package io.evac.plan;

import java.util.regex.Pattern;

/** A plan's short name: {@code P-} and the first eight hexadecimal digits of its digest. */
public record PlanId(String value) {
    private static final Pattern FORM = Pattern.compile("P-[0-9a-f]{8}");

    /** @throws IllegalArgumentException for any other form */
    public PlanId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a plan id: " + value + ". Maybe it looks like P-9f3c21ab");
        }
    }

    public static PlanId of(PlanDigest digest) {
        return new PlanId("P-" + digest.hex().substring(0, 8));
    }

    @Override
    public String toString() {
        return value;
    }
}
