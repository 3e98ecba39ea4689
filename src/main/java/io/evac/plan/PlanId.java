package io.evac.plan;

import io.evac.inventory.Texts;
import java.util.regex.Pattern;

/**
 * A plan's short name: {@code P-} and the first eight hexadecimal digits of its digest. The same plan made again after its
 * run was over is another plan: from the second on, the number of the occasion follows, e.g. {@code P-9f3c21ab-2}.
 */
public record PlanId(String value) {
    private static final Pattern FORM = Pattern.compile("P-[0-9a-f]{8}(-([2-9]|[1-9]\\d{1,5}))?");
    private static final int FIRST = 1;
    private static final int WITHOUT_OCCASION = 10;
    /** Of a plan that is not decided yet. */
    static final PlanId PROVISIONAL = new PlanId("P-00000000");

    /** @throws IllegalArgumentException for any other form */
    public PlanId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not a plan id: " + Texts.quoted(value) + ". Maybe it looks like P-9f3c21ab");
        }
    }

    public static PlanId of(PlanDigest digest) {
        return of(digest, FIRST);
    }

    /** @param occasion from 1 */
    static PlanId of(PlanDigest digest, int occasion) {
        String first = "P-" + digest.hex().substring(0, 8);
        return new PlanId(occasion == FIRST ? first : first + "-" + occasion);
    }

    /** Whether a plan with this digest may be called so, on whichever occasion. */
    public boolean fits(PlanDigest digest) {
        return value.substring(0, WITHOUT_OCCASION).equals(of(digest).value);
    }

    @Override
    public String toString() {
        return value;
    }
}
