package io.evac.plan;

import io.evac.inventory.Texts;
import java.util.regex.Pattern;

/**
 * One move of one plan: the thread through journal, logs, metrics and URLs.
 *
 * @param value the plan's id, a dot, and the move's number in the plan: {@code P-9f3c21ab.7} or {@code P-9f3c21ab-2.7}
 */
public record MoveId(String value) implements Comparable<MoveId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1,40}\\.\\d{1,9}");

    /** @throws IllegalArgumentException for any other form */
    public MoveId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not a move id: " + Texts.quoted(value) + ". Maybe it looks like P-9f3c21ab.7");
        }
    }

    public static MoveId of(PlanId plan, int number) {
        return new MoveId(plan.value() + "." + number);
    }

    /** The plan that it is of. */
    public PlanId plan() {
        return new PlanId(value.substring(0, value.lastIndexOf('.')));
    }

    /** The number within the plan, which is the move's place in the plan's order. */
    public int number() {
        return Integer.parseInt(value.substring(value.lastIndexOf('.') + 1));
    }

    @Override
    public int compareTo(MoveId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
